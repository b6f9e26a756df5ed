// face-api in Node on tfjs's wasm backend (SIMD, one thread): `node run.mjs PICTURES_FOLDER MIN_TIME_S OUT.json`. Writes what
// Google Benchmark writes, as far as report.mjs reads it. Decoding is not in its time: in Node face-api takes
// pixels, and how they were decoded is its user's choice.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import jpeg from 'jpeg-js';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

const [folder, minTimeText, output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node run.mjs PICTURES_FOLDER MIN_TIME_S OUT.json');
  process.exit(2);
}
wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
wasm.setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();
const models = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
for (const name of ['ssdMobilenetv1', 'tinyFaceDetector', 'faceLandmark68Net', 'faceRecognitionNet']) {
  await faceapi.nets[name].loadFromDisk(models);
}

const pictures = readdirSync(folder)
  .filter((file) => file.endsWith('.jpg'))
  .sort()
  .map((file) => {
    const { width, height, data } = jpeg.decode(readFileSync(join(folder, file)), { useTArray: true });
    const rgb = new Int32Array(3 * width * height);
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      rgb[to] = data[from];
      rgb[to + 1] = data[from + 1];
      rgb[to + 2] = data[from + 2];
    }
    return tf.tensor(rgb, [height, width, 3], 'int32');
  });

const sides = {
  'face-api/whole/640x480': new faceapi.SsdMobilenetv1Options(),
  'face-api-tiny/whole/640x480': new faceapi.TinyFaceDetectorOptions(),
};
const benchmarks = [];
for (const [name, options] of Object.entries(sides)) {
  const lookAtAll = async () => {
    for (const picture of pictures) {
      const face = await faceapi.detectSingleFace(picture, options).withFaceLandmarks().withFaceDescriptor();
      if (face?.descriptor.length !== 128) throw new Error(`${name}: no face in a picture`);
    }
  };
  await lookAtAll(); // kernels and code are compiled with the first pictures
  let iterations = 0;
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  let real_ms = 0;
  do {
    await lookAtAll();
    ++iterations;
    real_ms = Number(process.hrtime.bigint() - start) / 1e6;
  } while (real_ms < 1000 * Number(minTimeText));
  const { user, system } = process.cpuUsage(cpu);
  benchmarks.push({
    name: `${name}/process_time`,
    iterations,
    real_time: real_ms / iterations,
    cpu_time: (user + system) / 1000 / iterations,
    time_unit: 'ms',
    pictures: pictures.length,
  });
}
const context = { 'face-api': faceapi.version, tfjs: tf.version_core, backend: tf.getBackend(), node: process.version };
writeFileSync(output, JSON.stringify({ context, benchmarks }, null, 1));
