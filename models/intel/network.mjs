// An OpenVINO network as an ONNX graph for cv::dnn. Knows the layers of face-reidentification-retail-0095 and says so
// when there is another one. FP16 weights become FP32 without loss; a bias that is an addition of its own goes into
// its convolution; a PReLU's one slope is repeated for each channel, which OpenCV 4.6 wants.
//
// Names, order and producer are those of the file that MODELS.md lists as recognizer_intel0095.onnx, so that the result is
// that file, byte by byte, and the manifest needs one SHA-256 for both.
import { Graph } from '../starter/onnx.mjs';
import { readIr } from './ir.mjs';

const kModel = { producer: 'ir2onnx-throwaway', producerVersion: null, irVersion: 6, opset: 11, domain: '' };
const pairOf = (text) => text.split(',').map(Number);

// Decompression (FP16 to FP32) is nothing to us: every value is a double already.
function constantOf(layer) {
  if (layer.type === 'Convert') return constantOf(layer.inputs[0]);
  return layer.type === 'Const' ? layer : null;
}

class Conversion {
  constructor(layers) {
    this.layers = layers;
    this.graph = new Graph('net', kModel);
    this.names = new Map(); // a layer's id -> the name of its output in ONNX
    this.folded = new Set(); // ids of additions that became a convolution's bias
    this.users = new Map();
    for (const layer of layers) {
      for (const input of layer.inputs) {
        this.users.set(input.id, [...(this.users.get(input.id) ?? []), layer]);
      }
    }
    // In the file they stand after the other constants.
    this.convolutionConstants = [];
  }

  nameOf(layer) {
    const constant = constantOf(layer);
    if (constant) throw new Error(`layer ${layer.id}: a constant where a value was expected`);
    return this.names.get(layer.id);
  }

  // The addition of a constant per channel that directly follows a convolution, or null.
  biasAfter(layer) {
    const users = this.users.get(layer.id) ?? [];
    if (users.length !== 1 || users[0].type !== 'Add') return null;
    const constant = constantOf(users[0].inputs[1]);
    const channels = layer.outputShape[1];
    return constant?.values.length === channels ? { layer: users[0], values: constant.values } : null;
  }

  convolution(layer) {
    const name = `n${layer.id}`;
    const { data } = layer;
    const constant = constantOf(layer.inputs[1]);
    if (!constant) throw new Error(`layer ${layer.id}: a convolution without constant weights`);
    if (data.auto_pad !== 'explicit') throw new Error(`layer ${layer.id}: padding ${data.auto_pad} is not known`);
    // A group convolution's weights are G, O/G, I/G, H, W; ONNX has O, I/G, H, W.
    const grouped = layer.type === 'GroupConvolution';
    const group = grouped ? constant.shape[0] : 1;
    const shape = grouped ? [group * constant.shape[1], ...constant.shape.slice(2)] : constant.shape;
    const bias = this.biasAfter(layer);
    if (bias) {
      this.folded.add(bias.layer.id);
      this.names.set(bias.layer.id, name);
    }
    this.convolutionConstants.push(
      [`${name}_w`, shape, constant.values],
      [`${name}_b`, [shape[0]], bias?.values ?? new Float64Array(shape[0])],
    );
    const attributes = {
      dilations: pairOf(data.dilations),
      group,
      kernel_shape: shape.slice(2),
      pads: [...pairOf(data.pads_begin), ...pairOf(data.pads_end)],
      strides: pairOf(data.strides),
    };
    return this.graph.node('Conv', name, [this.nameOf(layer.inputs[0]), `${name}_w`, `${name}_b`], attributes);
  }

  prelu(layer) {
    const name = `n${layer.id}`;
    const channels = layer.outputShape[1];
    const { values } = constantOf(layer.inputs[1]);
    const slopes = values.length === 1 ? new Float64Array(channels).fill(values[0]) : values;
    this.graph.constant(`${name}_s`, [channels, 1, 1], slopes);
    return this.graph.node('PRelu', name, [this.nameOf(layer.inputs[0]), `${name}_s`]);
  }

  elementwise(layer, operator) {
    const name = `n${layer.id}`;
    const inputs = layer.inputs.map((input) => {
      const constant = constantOf(input);
      return constant ? this.graph.constant(`${name}_c`, constant.shape, constant.values) : this.nameOf(input);
    });
    return this.graph.node(operator, name, inputs);
  }

  globalPool(layer) {
    const [height, width] = pairOf(layer.data.kernel);
    const [, , inHeight, inWidth] = layer.inputs[0].outputShape;
    if (height !== inHeight || width !== inWidth) throw new Error(`layer ${layer.id}: only pooling over everything is known`);
    return this.graph.node('GlobalAveragePool', `n${layer.id}`, [this.nameOf(layer.inputs[0])]);
  }

  result(layer) {
    const [from] = layer.inputs;
    this.graph.node('Flatten', 'embedding', [this.nameOf(from)], { axis: 1 }, 'flat');
    this.graph.output('embedding', [1, from.outputShape[1]]);
  }

  layer(layer) {
    switch (layer.type) {
      case 'Parameter':
        return this.graph.input('input', pairOf(layer.data.shape));
      case 'Convolution':
      case 'GroupConvolution':
        return this.convolution(layer);
      case 'PReLU':
        return this.prelu(layer);
      case 'Add':
        return this.elementwise(layer, 'Add');
      case 'Multiply':
        return this.elementwise(layer, 'Mul');
      case 'Sigmoid':
        return this.graph.node('Sigmoid', `n${layer.id}`, [this.nameOf(layer.inputs[0])]);
      case 'AvgPool':
        return this.globalPool(layer);
      default:
        throw new Error(`layer ${layer.id}: ${layer.type} is not known`);
    }
  }

  run() {
    for (const layer of this.layers) {
      if (layer.type === 'Const' || layer.type === 'Convert' || this.folded.has(layer.id)) continue;
      if (layer.type === 'Result') {
        this.result(layer);
      } else {
        this.names.set(layer.id, this.layer(layer));
      }
    }
    for (const constant of this.convolutionConstants) this.graph.constant(...constant);
    return this.graph.toBytes();
  }
}

// The bytes of the ONNX file. Throws an Error that names the layer which it cannot convert.
export const convert = (xml, weights) => new Conversion(readIr(xml, weights)).run();
