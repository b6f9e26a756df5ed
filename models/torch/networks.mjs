// The networks that are published as PyTorch checkpoints, as ONNX graphs: MiniFASNet (minivision-ai/Silent-Face-Anti-
// Spoofing, src/model_lib/MiniFASNet.py) and MobileFaceNet (foamliu/MobileFaceNet, mobilefacenet.py).
//
// Names, order and arithmetic are those of torch.onnx.export of PyTorch 1.13, with which the files of MODELS.md were made,
// so that the result is such a file, byte by byte, and the manifest needs one SHA-256 for both.
import { Graph } from '../starter/onnx.mjs';

const kEpsilon = 1e-5; // PyTorch's default of batch normalisation
const f32 = Math.fround;

class Layers {
  constructor(model, weights, side, firstNumber) {
    this.graph = new Graph('torch_jit', { irVersion: 6, producerVersion: '1.13.0', domain: null, ...model });
    this.weights = weights;
    this.used = new Set();
    this.number = firstNumber; // of the next convolution
    this.slopes = []; // PReLUs' are numbered after all convolutions
    this.input = this.graph.input('input', [1, 3, side, side]);
  }

  weight(name, shape) {
    const found = this.weights.get(name);
    if (!found) throw new Error(`no weight ${name}`);
    if (shape && String(found.shape) !== String(shape)) {
      throw new Error(`${name} is [${found.shape}], not [${shape}]`);
    }
    this.used.add(name);
    return found;
  }

  node(type, path, inputs, attributes) {
    return this.graph.node(type, `${path}/${type}_output_0`, inputs, attributes, `${path}/${type}`);
  }

  // The convolution `weight` with the batch normalisation `norm` folded into it, in float32 as PyTorch does it.
  convolve(path, x, weight, norm, { stride = 1, padding = 0, depthwise = false } = {}) {
    const { shape, values } = this.weight(`${weight}.weight`);
    const outputs = shape[0];
    const of = (name) => this.weight(`${norm}.${name}`, [outputs]).values;
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(of);
    const own = this.weights.has(`${weight}.bias`) ? this.weight(`${weight}.bias`, [outputs]).values : null;
    const scale = gamma.map((g, o) => f32(g / f32(Math.sqrt(f32(variance[o] + f32(kEpsilon))))));
    const perOutput = values.length / outputs;
    const filters = values.map((value, i) => f32(value * scale[Math.floor(i / perOutput)]));
    const bias = beta.map((b, o) => f32(b - f32((own ? f32(mean[o] - own[o]) : mean[o]) * scale[o])));
    const names = [`onnx::Conv_${this.number}`, `onnx::Conv_${this.number + 1}`];
    this.number += 3;
    this.graph.constant(names[0], shape, filters);
    this.graph.constant(names[1], [outputs], bias);
    const attributes = {
      dilations: [1, 1],
      group: depthwise ? outputs : 1,
      kernel_shape: shape.slice(2),
      pads: [padding, padding, padding, padding],
      strides: [stride, stride],
    };
    return this.node('Conv', path, [x, ...names], attributes);
  }

  prelu(path, x, weight) {
    const { shape, values } = this.weight(`${weight}.weight`);
    const slope = { shape: [shape[0], 1, 1], values };
    this.slopes.push(slope);
    // Its number is known once every convolution has one: see `numberOfSlopes`.
    return this.node('PRelu', path, [x, `onnx::PRelu_${this.numberOfSlopes + this.slopes.length - 1}`]);
  }

  finish(name, size) {
    for (const key of this.weights.keys()) {
      if (!this.used.has(key)) throw new Error(`the weight ${key} is left over`);
    }
    this.graph.output(name, [1, size]);
    return this.graph.toBytes();
  }
}

// MiniFASNet: 80x80, BGR 0-255. `se`: the number that each of the three rows' last block pays attention with.
function miniFasNet(weights, { firstNumber, convolutions, attention }) {
  const net = new Layers({ producer: 'pytorch', opset: 11 }, weights, 80, firstNumber);
  net.numberOfSlopes = firstNumber + 3 * convolutions - 1;
  const norm = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => {
    const { shape, values } = net.weight(`bn.${part}`);
    return net.graph.constant(`m.bn.${part}`, shape, values);
  });
  const block = (name, x, options, hasPrelu = true) => {
    const path = `/m/${name.replaceAll('.', '/').replace(/model\/(\d)/, 'model/model.$1')}`;
    const out = net.convolve(`${path}/conv`, x, `${name}.conv`, `${name}.bn`, options);
    return hasPrelu ? net.prelu(`${path}/prelu`, out, `${name}.prelu`) : out;
  };
  const depthWise = (name, x, stride) => {
    let out = block(`${name}.conv`, x);
    out = block(`${name}.conv_dw`, out, { stride, padding: 1, depthwise: true });
    return block(`${name}.project`, out, {}, false);
  };
  const attend = (name, path, x) => {
    let out = net.node('GlobalAveragePool', `${path}/avg_pool`, [x]);
    out = net.convolve(`${path}/fc1`, out, `${name}.fc1`, `${name}.bn1`);
    out = net.node('Relu', `${path}/relu`, [out]);
    out = net.convolve(`${path}/fc2`, out, `${name}.fc2`, `${name}.bn2`);
    out = net.node('Sigmoid', `${path}/sigmoid`, [out]);
    return net.node('Mul', path, [x, out]);
  };
  const row = (name, x, count) => {
    for (let i = 0; i < count; ++i) {
      const path = `/m/${name}/model/model.${i}`;
      let out = depthWise(`${name}.model.${i}`, x, 1);
      if (attention && i === count - 1) out = attend(`${name}.model.${i}.se_module`, `${path}/se_module`, out);
      x = net.node('Add', path, [x, out]);
    }
    return x;
  };

  let x = block('conv1', net.input, { stride: 2, padding: 1 });
  x = block('conv2_dw', x, { padding: 1, depthwise: true });
  x = row('conv_3', depthWise('conv_23', x, 2), 4);
  x = row('conv_4', depthWise('conv_34', x, 2), 6);
  x = row('conv_5', depthWise('conv_45', x, 2), 2);
  x = block('conv_6_sep', x);
  x = block('conv_6_dw', x, { depthwise: true }, false);
  const flat = net.node('Constant', '/m/conv_6_flatten', [], { value: { int64s: [1, -1] } });
  x = net.node('Reshape', '/m/conv_6_flatten', [x, flat]);
  const lastSlope = net.numberOfSlopes + net.slopes.length - 1;
  net.slopes.forEach(({ shape, values }, i) => net.graph.constant(`onnx::PRelu_${net.numberOfSlopes + i}`, shape, values));
  const product = (name, y, number) => {
    const { shape, values } = net.weight(`${name}.weight`);
    const [rows, columns] = shape;
    const turned = new Float64Array(values.length);
    values.forEach((value, i) => (turned[(i % columns) * rows + Math.floor(i / columns)] = value));
    net.graph.constant(`onnx::MatMul_${number}`, [columns, rows], turned);
    return net.node('MatMul', `/m/${name}`, [y, `onnx::MatMul_${number}`]);
  };
  x = product('linear', x, lastSlope + 4);
  const batch = { epsilon: { float: kEpsilon }, momentum: { float: 0.9 } };
  x = net.node('BatchNormalization', '/m/bn', [x, ...norm], batch);
  x = product('prob', x, lastSlope + 5);
  net.graph.node('Softmax', 'prob', [x], { axis: 1 }, '/Softmax');
  return net.finish('prob', 3);
}

// MobileFaceNet: 112x112, RGB 0-255 (ImageNet's mean and deviation in front) to 128 values.
function mobileFaceNet(weights) {
  const net = new Layers({ producer: 'converted', opset: 10 }, weights, 112, 527);
  const mean = [0.485, 0.456, 0.406].map((value) => f32(value * 255));
  const inverse = [0.229, 0.224, 0.225].map((value) => f32(1 / (value * 255)));
  const relu6 = (path, x) => net.node('Clip', path, [x], { max: { float: 6 }, min: { float: 0 } });
  // ConvBNReLU: a Sequential of convolution, normalisation, ReLU6.
  const convRelu = (path, name, x, options) => {
    const last = path.split('/').pop();
    return relu6(`${path}/${last}.2`, net.convolve(`${path}/${last}.0`, x, `${name}.0`, `${name}.1`, options));
  };
  let x = net.graph.node('Sub', 'norm_sub', [net.input, 'norm_mean']);
  x = net.graph.node('Mul', 'norm_out', [x, 'norm_inv'], {}, 'norm_mul');
  x = convRelu('/conv1', 'conv1', x, { stride: 2, padding: 1 });
  x = net.convolve('/dw_conv/depthwise', x, 'dw_conv.depthwise', 'dw_conv.bn1', { padding: 1, depthwise: true });
  x = net.node('Relu', '/dw_conv/relu', [x]);
  x = net.convolve('/dw_conv/pointwise', x, 'dw_conv.pointwise', 'dw_conv.bn2');
  x = net.graph.node('Relu', '/dw_conv/relu_1/Relu_output_0', [x], {}, '/dw_conv/relu_1/Relu');
  const halves = [0, 5, 12]; // blocks that halve the picture; all others add their input
  for (let i = 0; i < 15; ++i) {
    const path = `/features/features.${i}`;
    const name = `features.${i}.conv`;
    const stride = halves.includes(i) ? 2 : 1;
    let out = convRelu(`${path}/conv/conv.0`, `${name}.0`, x);
    out = convRelu(`${path}/conv/conv.1`, `${name}.1`, out, { stride, padding: 1, depthwise: true });
    out = net.convolve(`${path}/conv/conv.2`, out, `${name}.2`, `${name}.3`);
    x = stride === 2 ? out : net.node('Add', path, [x, out]);
  }
  x = convRelu('/conv2', 'conv2', x);
  x = net.convolve('/gdconv/depthwise', x, 'gdconv.depthwise', 'gdconv.bn', { depthwise: true });
  x = net.convolve('/conv3', x, 'conv3', 'bn');
  net.graph.node('Flatten', 'embedding', [x], { axis: 1 }, null);
  net.graph.constant('norm_mean', [1, 3, 1, 1], mean);
  net.graph.constant('norm_inv', [1, 3, 1, 1], inverse);
  return net.finish('embedding', 128);
}

export const kNetworks = {
  'antispoof_minifasnet_v2_s2.7.onnx': (weights) =>
    miniFasNet(weights, { firstNumber: 524, convolutions: 49, attention: false }),
  'antispoof_minifasnet_v1se_s4.0.onnx': (weights) =>
    miniFasNet(weights, { firstNumber: 584, convolutions: 55, attention: true }),
  'recognizer_mbf_foamliu.onnx': mobileFaceNet,
};
