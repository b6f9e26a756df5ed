// The networks of @vladmandic/face-api as ONNX graphs. Raw 0-255 RGB goes in, NCHW; the normalisation is the first
// node. Nodes are written so that OpenCV 4.6's cv::dnn loads them: TensorFlow's uneven `same` padding is a Pad of
// its own, a matrix product is a 1x1 convolution.
import { Graph } from './onnx.mjs';

// An upstream weight, with TensorFlow's HWIO turned into OIHW (a depthwise filter's I is its group: HWI1 to I1HW).
function filtersOf(weight, depthwise) {
  const [height, width, inputs, outputs] = weight.shape;
  const shape = depthwise ? [inputs, 1, height, width] : [outputs, inputs, height, width];
  const values = new Float64Array(weight.values.length);
  for (let at = 0, y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      for (let i = 0; i < inputs; ++i) {
        for (let o = 0; o < outputs; ++o, ++at) {
          const to = depthwise ? i : o * inputs + i;
          values[(to * height + y) * width + x] = weight.values[at];
        }
      }
    }
  }
  return { shape, values };
}

// y = weights (x) + bias, then y * scale + shift, as one convolution.
function scaled({ shape, values }, bias, scale, shift) {
  const perOutput = values.length / shape[0];
  return {
    filters: { shape, values: values.map((value, i) => value * scale[Math.floor(i / perOutput)]) },
    bias: bias.map((value, o) => value * scale[o] + shift[o]),
  };
}

// A graph with layers in place of nodes. A layer is { name, shape }, shape NCHW.
class Layers {
  constructor(name, weights, side) {
    this.graph = new Graph(name);
    this.weights = weights;
    this.start = { name: this.graph.input('input', [1, 3, side, side]), shape: [1, 3, side, side] };
  }

  weight(name) {
    const found = this.weights.get(name);
    if (!found) throw new Error(`no weight ${name}`);
    return found;
  }

  values(name) {
    return this.weight(name).values;
  }

  add(type, name, inputs, attributes, shape) {
    this.graph.node(type, name, inputs.map((input) => input.name), attributes);
    return { name, shape };
  }

  // Below and to the right, or at the end of the channels.
  pad(name, x, { channels = 0, bottom = 0, right = 0, value = 0 }) {
    const [n, c, h, w] = x.shape;
    const attributes = {
      mode: { string: 'constant' },
      pads: [0, 0, 0, 0, 0, channels, bottom, right],
      value: { float: value },
    };
    return this.add('Pad', name, [x], attributes, [n, c + channels, h + bottom, w + right]);
  }

  // `padding`: 'valid', or 'same' as TensorFlow means it: what is uneven goes below and to the right.
  convolve(name, x, { shape, values }, bias, { stride = 1, padding = 'same', group = 1 } = {}) {
    const [outputs, , kernel] = shape;
    let [, , height, width] = x.shape;
    let even = 0;
    if (padding === 'same') {
      const missing = (side) => Math.max((Math.ceil(side / stride) - 1) * stride + kernel - side, 0);
      if (missing(height) !== missing(width)) throw new Error(`${name}: not square`);
      even = Math.floor(missing(height) / 2);
      const uneven = missing(height) - 2 * even;
      if (uneven > 0) x = this.pad(`${name}/pad`, x, { bottom: uneven, right: uneven });
      [, , height, width] = x.shape;
    }
    const out = (side) => Math.floor((side + 2 * even - kernel) / stride) + 1;
    const filters = { name: this.graph.constant(`${name}/filters`, shape, values) };
    const biases = { name: this.graph.constant(`${name}/bias`, [outputs], bias) };
    const attributes = {
      group,
      kernel_shape: [kernel, kernel],
      pads: [even, even, even, even],
      strides: [stride, stride],
    };
    return this.add('Conv', name, [x, filters, biases], attributes, [1, outputs, out(height), out(width)]);
  }

  pool(type, name, x, kernel, stride) {
    const [n, c, h, w] = x.shape;
    const out = (side) => Math.floor((side - kernel) / stride) + 1;
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride] };
    return this.add(type, name, [x], attributes, [n, c, out(h), out(w)]);
  }

  relu(name, x) {
    return this.add('Relu', name, [x], {}, x.shape);
  }

  sum(name, a, b) {
    return this.add('Add', name, [a, b], {}, a.shape);
  }

  // (x - mean) / divisor
  normalise(mean, divisor) {
    const factors = mean.map((_, o) => mean.map((__, i) => (i === o ? 1 / divisor : 0))).flat();
    const shifts = mean.map((value) => -value / divisor);
    return this.convolve('normalise', this.start, { shape: [3, 3, 1, 1], values: factors }, shifts);
  }

  // TensorFlow's separable convolution: nothing but a bias at its end.
  separable(prefix, x, stride) {
    const depthwise = this.weight(`${prefix}/depthwise_filter`);
    const none = new Float64Array(depthwise.shape[2]);
    const options = { stride, group: depthwise.shape[2] };
    const deep = this.convolve(`${prefix}/depthwise`, x, filtersOf(depthwise, true), none, options);
    const pointwise = filtersOf(this.weight(`${prefix}/pointwise_filter`));
    return this.convolve(`${prefix}/pointwise`, deep, pointwise, this.values(`${prefix}/bias`));
  }

  finish(name, x, shape) {
    this.add('Flatten', name, [x], { axis: 1 }, shape);
    this.graph.output(name, shape);
    return this.graph.toBytes();
  }
}

const kDlibMean = [122.782, 117.001, 104.298];

// dlib's 29-layer ResNet: 150x150 to 128 values. Its authors divide by 256, face-api by 255.
export function recogniser(weights, divisor = 256) {
  const net = new Layers('starter_recogniser', weights, 150);
  const layer = (prefix, x, options) => {
    const { filters, bias } = scaled(
      filtersOf(net.weight(`${prefix}/conv/filters`)),
      net.values(`${prefix}/conv/bias`),
      net.values(`${prefix}/scale/weights`),
      net.values(`${prefix}/scale/biases`),
    );
    return net.convolve(prefix, x, filters, bias, options);
  };
  const residual = (prefix, x) => {
    const first = net.relu(`${prefix}/relu1`, layer(`${prefix}/conv1`, x));
    const second = layer(`${prefix}/conv2`, first);
    return net.relu(`${prefix}/relu2`, net.sum(`${prefix}/sum`, second, x));
  };
  const down = { stride: 2, padding: 'valid' };
  const residualDown = (prefix, x) => {
    const first = net.relu(`${prefix}/relu1`, layer(`${prefix}/conv1`, x, down));
    let second = layer(`${prefix}/conv2`, first);
    let shortcut = net.pool('AveragePool', `${prefix}/pool`, x, 2, 2);
    const channels = second.shape[1] - shortcut.shape[1];
    if (channels > 0) shortcut = net.pad(`${prefix}/channels`, shortcut, { channels });
    const missing = shortcut.shape[2] - second.shape[2];
    if (missing > 0) second = net.pad(`${prefix}/size`, second, { bottom: missing, right: missing });
    return net.relu(`${prefix}/relu2`, net.sum(`${prefix}/sum`, second, shortcut));
  };

  let x = net.normalise(kDlibMean, divisor);
  x = net.relu('conv32_down/relu', layer('conv32_down', x, down));
  x = net.pool('MaxPool', 'conv32_down/pool', x, 3, 2);
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) x = residual(name, x);
  x = residualDown('conv64_down', x);
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) x = residual(name, x);
  x = residualDown('conv128_down', x);
  for (const name of ['conv128_1', 'conv128_2']) x = residual(name, x);
  x = residualDown('conv256_down', x);
  for (const name of ['conv256_1', 'conv256_2']) x = residual(name, x);
  x = residualDown('conv256_down_out', x);
  x = net.pool('AveragePool', 'mean', x, x.shape[2], 1);
  const { shape, values } = net.weight('fc');
  x = net.convolve('fc', x, filtersOf({ shape: [1, 1, ...shape], values }), new Float64Array(shape[1]));
  return net.finish('embedding', x, [1, 128]);
}

// 112x112 to 68 points of iBUG 300-W: x0, y0, x1, ... as fractions of the input.
export function landmarks(weights) {
  const net = new Layers('starter_landmarks', weights, 112);
  const dense = (prefix, x, isFirst) => {
    const filters = `${prefix}/conv0/filters`;
    const out1 = net.relu(
      `${prefix}/relu1`,
      isFirst
        ? net.convolve(`${prefix}/conv0`, x, filtersOf(net.weight(filters)), net.values(`${prefix}/conv0/bias`), {
            stride: 2,
          })
        : net.separable(`${prefix}/conv0`, x, 2),
    );
    const out2 = net.separable(`${prefix}/conv1`, out1, 1);
    const sum2 = net.sum(`${prefix}/sum2`, out1, out2);
    const out3 = net.separable(`${prefix}/conv2`, net.relu(`${prefix}/relu2`, sum2), 1);
    const sum3 = net.sum(`${prefix}/sum3`, sum2, out3);
    const out4 = net.separable(`${prefix}/conv3`, net.relu(`${prefix}/relu3`, sum3), 1);
    return net.relu(`${prefix}/relu4`, net.sum(`${prefix}/sum4`, sum3, out4));
  };

  let x = net.normalise(kDlibMean, 255);
  x = dense('dense0', x, true);
  for (const name of ['dense1', 'dense2', 'dense3']) x = dense(name, x, false);
  x = net.pool('AveragePool', 'mean', x, x.shape[2], 1);
  const { shape, values } = net.weight('fc/weights');
  x = net.convolve('fc', x, filtersOf({ shape: [1, 1, ...shape], values }), net.values('fc/bias'));
  return net.finish('points', x, [1, 136]);
}

// SSD on MobileNet v1. Six maps `head0` (finest) to `head5`; of each anchor 5 channels: dy, dx, dh, dw against its
// prior box, and the logit of `a face`.
export function ssdDetector(weights) {
  const net = new Layers('starter_ssd', weights, 512);
  const relu6 = (name, x) => net.add('Clip', name, [x], { min: { float: 0 }, max: { float: 6 } }, x.shape);
  const pointwise = (prefix, x, stride) => {
    const filters = filtersOf(net.weight(`${prefix}_pointwise/weights`));
    const bias = net.values(`${prefix}_pointwise/convolution_bn_offset`);
    return relu6(`${prefix}/relu`, net.convolve(`${prefix}_pointwise`, x, filters, bias, { stride }));
  };
  const depthwise = (prefix, x, stride) => {
    const norm = (name) => net.values(`${prefix}_depthwise/BatchNorm/${name}`);
    const scale = norm('gamma').map((gamma, i) => gamma / Math.sqrt(norm('moving_variance')[i] + 0.0010000000474974513));
    const shift = norm('beta').map((beta, i) => beta - norm('moving_mean')[i] * scale[i]);
    const plain = filtersOf(net.weight(`${prefix}_depthwise/depthwise_weights`), true);
    const { filters, bias } = scaled(plain, new Float64Array(scale.length), scale, shift);
    const options = { stride, group: scale.length };
    return relu6(`${prefix}/depthwise/relu`, net.convolve(`${prefix}_depthwise`, x, filters, bias, options));
  };
  const head = (index, x) => {
    const prefix = `Prediction/BoxPredictor_${index}`;
    const boxes = filtersOf(net.weight(`${prefix}/BoxEncodingPredictor/weights`));
    const classes = filtersOf(net.weight(`${prefix}/ClassPredictor/weights`));
    const boxBias = net.values(`${prefix}/BoxEncodingPredictor/biases`);
    const classBias = net.values(`${prefix}/ClassPredictor/biases`);
    const [outputs, inputs] = boxes.shape;
    const anchors = outputs / 4;
    const values = new Float64Array(5 * anchors * inputs);
    const bias = new Float64Array(5 * anchors);
    for (let a = 0; a < anchors; ++a) {
      for (let part = 0; part < 5; ++part) {
        const [from, fromBias, row] = part < 4 ? [boxes, boxBias, 4 * a + part] : [classes, classBias, 3 * a + 1];
        values.set(from.values.subarray(row * inputs, (row + 1) * inputs), (5 * a + part) * inputs);
        bias[5 * a + part] = fromBias[row];
      }
    }
    const out = net.convolve(`head${index}`, x, { shape: [5 * anchors, inputs, 1, 1], values }, bias);
    net.graph.output(out.name, out.shape);
  };

  let x = net.normalise([127.5, 127.5, 127.5], 127.5);
  x = pointwise('MobilenetV1/Conv2d_0', x, 2);
  for (let index = 1; index <= 13; ++index) {
    const prefix = `MobilenetV1/Conv2d_${index}`;
    x = pointwise(prefix, depthwise(prefix, x, [2, 4, 6, 12].includes(index) ? 2 : 1), 1);
    if (index === 11) head(0, x);
  }
  head(1, x);
  for (let index = 0; index < 8; ++index) {
    x = pointwise(`Prediction/Conv2d_${index}`, x, index % 2 === 1 ? 2 : 1);
    if (index % 2 === 1) head(2 + (index - 1) / 2, x);
  }
  return net.graph.toBytes();
}
