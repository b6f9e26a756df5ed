// The table of ./dev bench face: `node report.mjs RESULTS_FOLDER`. Reads ROUND-SIDE-*.json of each round, CPU time per picture.
// A ratio is taken within a round, whose sides ran one after the other, and the median of the rounds is told with the
// smallest and the largest: what slows this machine for a while slows both sides of a round.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const kUnits = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000 };

// Name without Google Benchmark's suffix -> CPU time in ms per picture, of one round.
export function timesOf(results) {
  const times = new Map();
  for (const run of results.flatMap(({ benchmarks }) => benchmarks)) {
    if (run.error_occurred) throw new Error(`${run.name}: ${run.error_message}`);
    times.set(run.name.replace(/\/process_time$/, ''), (run.cpu_time * kUnits[run.time_unit]) / run.pictures);
  }
  return times;
}

// { median, low, high } of what `of` gives for each round that has it; null where none has.
export function spread(rounds, of) {
  const values = rounds.map(of).filter((value) => Number.isFinite(value));
  return values.length === 0 ? null : { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

const time = (rounds, name) => spread(rounds, (round) => round.get(name));
const ratio = (rounds, peer, ours) => spread(rounds, (round) => round.get(peer) / round.get(ours));
const show = (value, digits) => (value === null ? '' : value.toFixed(digits));
const showRatio = (found) => (found ? `${show(found.median, 2)}x [${show(found.low, 2)}, ${show(found.high, 2)}]` : '');

function print(title, header, rows) {
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  console.log(`\n${title}\n  ${line(header)}`);
  for (const row of rows) console.log(`  ${line(row)}`);
}

function main(folder) {
  const files = readdirSync(folder).filter((file) => /^\d+-[a-z-]+\.json$/.test(file));
  const numbers = [...new Set(files.map((file) => Number.parseInt(file)))].sort((a, b) => a - b);
  const rounds = numbers.map((number) =>
    timesOf(
      files
        .filter((file) => Number.parseInt(file) === number)
        .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    ),
  );
  if (rounds.length === 0) throw new Error(`no results in ${folder}`);

  const ours = 'jianzai/whole/640x480';
  const whole = [
    ['jianzai: yunet, intel0095 + mbf_foamliu', ours],
    ['OpenCV FaceDetectorYN, FaceRecognizerSF, cv::dnn: same networks', 'opencv/whole/640x480'],
    ['dlib: HOG, 68 points, ResNet', 'dlib/whole/640x480'],
    ['face-api (wasm): SSD, 68 points, ResNet; without decoding', 'face-api/whole/640x480'],
    ['face-api (wasm): Tiny, 68 points, ResNet; without decoding', 'face-api-tiny/whole/640x480'],
  ];
  const wholeRows = whole
    .filter(([, name]) => time(rounds, name))
    .map(([what, name]) => [what, show(time(rounds, name).median, 1), name === ours ? '' : showRatio(ratio(rounds, name, ours))]);
  print(
    `From JPEG to embedding, 640x480, one thread, ${rounds.length} rounds: CPU time per picture, how many times ours [range]`,
    ['', 'ms', 'times ours'],
    wholeRows,
  );

  const parts = [...new Set(rounds.flatMap((round) => [...round.keys()]))]
    .filter((name) => name.startsWith('jianzai/') && name !== ours)
    .map((name) => name.slice('jianzai/'.length));
  const partRows = parts.map((part) => [
    part,
    show(time(rounds, `jianzai/${part}`).median, 3),
    show(time(rounds, `opencv/${part}`)?.median ?? null, 3),
    showRatio(ratio(rounds, `opencv/${part}`, `jianzai/${part}`)),
  ]);
  print('Parts', ['', 'jianzai ms', 'OpenCV ms', 'times ours'], partRows);
}

if (import.meta.filename === process.argv[1] || process.argv[1]?.endsWith('bench/report.mjs')) main(process.argv[2]);
