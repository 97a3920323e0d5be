"use strict";
// Asks for /cluster.json a few times per second, fills the table and lets both plots run from right to left.

const shown_ms = 60000;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

let state = null;
let ahead = 0;  // the server's clock minus ours

const color = (index) => getComputedStyle(document.documentElement).getPropertyValue(`--engine-${index % 5}`);
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

function cell(row, text, number) {
  const td = row.insertCell();
  td.textContent = text;
  if (number) td.className = "number";
  return td;
}

function behind(lag_ms) {
  return lag_ms === null ? "–" : `${(lag_ms / 1000).toFixed(2)} s`;
}

function fill_table() {
  const body = document.querySelector("#engines tbody");
  const last = state.samples.at(-1);
  const rows = document.createDocumentFragment();
  state.engines.forEach((engine, index) => {
    const row = document.createElement("tr");
    const name = cell(row, engine.name);
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = `var(--engine-${index % 5})`;
    name.prepend(swatch);
    cell(row, engine.role);
    cell(row, engine.reachable ? "yes" : "no");
    cell(row, behind(last?.lag_ms[index] ?? null), true);
    cell(row, (last?.per_second[index] ?? 0).toFixed(0), true);
    cell(row, engine.statements, true);
    const pool = engine.connections;
    cell(row, `${pool.in_use} in use, ${pool.idle} idle` + (pool.waiting ? `, ${pool.waiting} waiting` : ""));
    rows.append(row);
  });
  body.replaceChildren(rows);
}

// The next number of the form 1, 2 or 5 times a power of ten.
function round_up(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((digit) => digit * power).find((number) => number >= value);
}

function draw(canvas, series_of, least) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);

  const left = 44, top = 8, bottom = height - 22;
  const now = Date.now() + ahead - 2 * state.interval_ms;  // late enough for the next sample to be there already
  const samples = state.samples;
  const values = samples.flatMap(series_of).filter((value) => value !== null);
  const highest = round_up(Math.max(least, ...values));
  const x = (at) => left + (width - left) * (1 - (now - at) / shown_ms);
  const y = (value) => bottom - (bottom - top) * value / highest;

  pen.font = "12px system-ui, sans-serif";
  pen.fillStyle = ink("--quiet");
  pen.strokeStyle = ink("--line");
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const part of [0, 0.5, 1]) {
    const line = Math.round(y(part * highest)) + 0.5;
    pen.beginPath();
    pen.moveTo(left, line);
    pen.lineTo(width, line);
    pen.stroke();
    pen.fillText(String(part * highest), left - 8, line);
  }
  pen.textBaseline = "alphabetic";
  for (const ago of [60, 45, 30, 15]) {
    pen.textAlign = ago === 60 ? "left" : "center";
    pen.fillText(`${ago} s ago`, left + (width - left) * (1 - ago / 60), height - 4);
  }
  pen.textAlign = "right";
  pen.fillText("now", width, height - 4);

  pen.save();
  pen.beginPath();
  pen.rect(left, 0, width - left, height);
  pen.clip();
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  state.engines.forEach((_, index) => {
    pen.strokeStyle = color(index);
    pen.beginPath();
    let drawing = false;
    for (const sample of samples) {
      const value = series_of(sample)[index];
      if (value === null || value === undefined) {
        drawing = false;
      } else if (drawing) {
        pen.lineTo(x(sample.at), y(value));
      } else {
        pen.moveTo(x(sample.at), y(value));
        drawing = true;
      }
    }
    pen.stroke();
  });
  pen.restore();
}

function draw_plots() {
  draw(document.querySelector("#rates"), (sample) => sample.per_second, 5);
  draw(document.querySelector("#lags"), (sample) => sample.lag_ms.map((lag) => lag === null ? null : lag / 1000), 1);
}

function animate() {
  if (state) draw_plots();
  requestAnimationFrame(animate);
}

async function poll() {
  try {
    const response = await fetch("/cluster.json", {cache: "no-store"});
    const next = await response.json();
    const last = next.samples.at(-1);
    // The smallest delay seen is nearest to the truth; a plot must not jump.
    if (last) ahead = state ? Math.max(ahead, last.at - Date.now()) : last.at - Date.now();
    state = next;
    fill_table();
    if (still) draw_plots();
    document.querySelector("#trouble").hidden = true;
  } catch {
    document.querySelector("#trouble").hidden = false;
  }
  setTimeout(poll, 250);
}

let traffic = 0;
document.querySelector("#traffic").addEventListener("change", (event) => {
  clearInterval(traffic);
  if (event.target.checked) traffic = setInterval(() => fetch("/", {cache: "no-store"}).catch(() => {}), 50);
});

poll();
if (!still) animate();
