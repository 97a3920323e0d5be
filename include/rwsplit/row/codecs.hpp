#pragma once

// Every codec that the library brings along.
#include <rwsplit/row/chrono_codecs.hpp>
#include <rwsplit/row/codec.hpp>
#include <rwsplit/row/null_codecs.hpp>
#include <rwsplit/row/number_codecs.hpp>
#include <rwsplit/row/text_codecs.hpp>
