#pragma once

// Names for clang's thread-safety analysis; other compilers see nothing.
#if defined(__clang__)
#define RWSPLIT_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define RWSPLIT_THREAD_ATTRIBUTE(x)
#endif

#define RWSPLIT_CAPABILITY(name) RWSPLIT_THREAD_ATTRIBUTE(capability(name))
#define RWSPLIT_SCOPED_CAPABILITY RWSPLIT_THREAD_ATTRIBUTE(scoped_lockable)
#define RWSPLIT_GUARDED_BY(mutex) RWSPLIT_THREAD_ATTRIBUTE(guarded_by(mutex))
#define RWSPLIT_REQUIRES(...) RWSPLIT_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define RWSPLIT_EXCLUDES(...) RWSPLIT_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define RWSPLIT_ACQUIRE(...) RWSPLIT_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define RWSPLIT_RELEASE(...) RWSPLIT_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
