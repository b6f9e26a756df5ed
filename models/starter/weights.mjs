// Reads the weights of a tfjs model: a JSON manifest and a .bin, uint8 values with a scale and a minimum.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function readChecked(folder, file, expected) {
  const bytes = readFileSync(join(folder, file));
  if (sha256(bytes) !== expected) throw new Error(`${file}: SHA-256 is ${sha256(bytes)}, not ${expected}`);
  return bytes;
}

// name -> { shape, values }, values as doubles. `sums`: file -> SHA-256.
export function readWeights(folder, model, sums) {
  const read = (file) => readChecked(folder, file, sums[file]);
  const weights = new Map();
  for (const group of JSON.parse(read(`${model}-weights_manifest.json`))) {
    const data = Buffer.concat(group.paths.map(read));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = new Float64Array(size);
      if (quantization?.dtype === 'uint8') {
        const { scale, min } = quantization;
        for (let i = 0; i < size; ++i) values[i] = Math.fround(data[offset + i] * scale + min);
        offset += size;
      } else if (!quantization && dtype === 'float32') {
        for (let i = 0; i < size; ++i) values[i] = data.readFloatLE(offset + 4 * i);
        offset += 4 * size;
      } else {
        throw new Error(`${model}: ${name} is stored in an unknown way`);
      }
      weights.set(name, { shape, values });
    }
    if (offset !== data.length) throw new Error(`${model}: ${data.length - offset} bytes are left over`);
  }
  return weights;
}
