// Runs an OpenVINO network layer by layer as the operations' specification says (opset 1), slowly, in doubles, straight from
// Intel's files: what the converted network is compared with. `node reference.mjs NETWORK.xml NETWORK.bin` prints the output
// for the synthetic picture of golden.toml.
import { readFileSync } from 'node:fs';

import { readIr } from './ir.mjs';

// BGR, NCHW: channel c (0 = B, 1 = G, 2 = R) of pixel (x, y) is (7 x + 13 y + 29 c + 9 (x y mod 11)) mod 256.
export function goldenPicture(side) {
  const values = new Float64Array(3 * side * side);
  for (let c = 0; c < 3; ++c) {
    for (let y = 0; y < side; ++y) {
      for (let x = 0; x < side; ++x) {
        values[(c * side + y) * side + x] = (7 * x + 13 * y + 29 * c + 9 * ((x * y) % 11)) % 256;
      }
    }
  }
  return { shape: [1, 3, side, side], values };
}

const numbers = (text) => text.split(',').map(Number);

function convolution(input, weights, data, outputShape) {
  // Convolution: O, I, H, W. GroupConvolution: G, O/G, I/G, H, W.
  const grouped = weights.shape.length === 5;
  const groups = grouped ? weights.shape[0] : 1;
  const [outputs, inputs, kernelHeight, kernelWidth] = grouped ? weights.shape.slice(1) : weights.shape;
  const [strideY, strideX] = numbers(data.strides);
  const [top, left] = numbers(data.pads_begin);
  const [dilationY, dilationX] = numbers(data.dilations);
  const [, , height, width] = input.shape;
  const [, channels, outHeight, outWidth] = outputShape;
  const values = new Float64Array(channels * outHeight * outWidth);
  for (let o = 0; o < groups * outputs; ++o) {
    const firstInput = Math.floor(o / outputs) * inputs;
    for (let i = 0; i < inputs; ++i) {
      for (let ky = 0; ky < kernelHeight; ++ky) {
        for (let kx = 0; kx < kernelWidth; ++kx) {
          const weight = weights.values[((o * inputs + i) * kernelHeight + ky) * kernelWidth + kx];
          for (let y = 0; y < outHeight; ++y) {
            const fromY = y * strideY - top + ky * dilationY;
            if (fromY < 0 || fromY >= height) continue;
            const from = ((firstInput + i) * height + fromY) * width;
            const to = (o * outHeight + y) * outWidth;
            for (let x = 0; x < outWidth; ++x) {
              const fromX = x * strideX - left + kx * dilationX;
              if (fromX >= 0 && fromX < width) values[to + x] += weight * input.values[from + fromX];
            }
          }
        }
      }
    }
  }
  return { shape: outputShape, values };
}

// Of equal shapes, or the second one value or one value per channel.
function elementwise(a, b, operation) {
  const perChannel = a.values.length / a.shape[1];
  const at = { [a.values.length]: (i) => i, [a.shape[1]]: (i) => Math.floor(i / perChannel), 1: () => 0 }[b.values.length];
  if (!at) throw new Error('shapes that do not fit');
  return { shape: a.shape, values: a.values.map((value, i) => operation(value, b.values[at(i)])) };
}

function averagePool(input, outputShape) {
  const size = input.values.length / input.shape[1];
  if (outputShape[2] !== 1 || outputShape[3] !== 1) throw new Error('only pooling over everything is known');
  const values = new Float64Array(input.shape[1]);
  input.values.forEach((value, i) => (values[Math.floor(i / size)] += value / size));
  return { shape: outputShape, values };
}

// The network's output for `input`: { shape, values }.
export function run(layers, input) {
  const results = new Map();
  for (const layer of layers) {
    const given = layer.inputs.map(({ id }) => results.get(id));
    const result = {
      Parameter: () => input,
      Const: () => layer,
      Convert: () => given[0],
      Convolution: () => convolution(given[0], given[1], layer.data, layer.outputShape),
      GroupConvolution: () => convolution(given[0], given[1], layer.data, layer.outputShape),
      Add: () => elementwise(given[0], given[1], (x, y) => x + y),
      Multiply: () => elementwise(given[0], given[1], (x, y) => x * y),
      PReLU: () => elementwise(given[0], given[1], (x, slope) => (x < 0 ? slope * x : x)),
      Sigmoid: () => ({ ...given[0], values: given[0].values.map((x) => 1 / (1 + Math.exp(-x))) }),
      AvgPool: () => averagePool(given[0], layer.outputShape),
      Result: () => given[0],
    }[layer.type];
    if (!result) throw new Error(`layer ${layer.id}: ${layer.type} is not known`);
    results.set(layer.id, result());
    if (layer.type === 'Result') return results.get(layer.id);
  }
  throw new Error('a network without a result');
}

if (process.argv[1]?.endsWith('reference.mjs')) {
  const [xml, bin] = process.argv.slice(2);
  if (!bin) {
    console.error('usage: node reference.mjs NETWORK.xml NETWORK.bin');
    process.exit(2);
  }
  const { values } = run(readIr(readFileSync(xml, 'utf8'), readFileSync(bin)), goldenPicture(128));
  console.log([...values].map((value) => value.toFixed(5)).join(', '));
}
