// Writes ONNX files (float32): just as much of the protobuf format as the converters of models/ need.
// The same graph always gives the same bytes.

const kVarint = 0;
const kBytes = 2;
const kFixed32 = 5;

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

const field = (number, wire, ...parts) => Buffer.concat([varint((number << 3) | wire), ...parts]);
const integer = (number, value) => field(number, kVarint, varint(value));
const bytes = (number, value) => field(number, kBytes, varint(value.length), value);
const text = (number, value) => bytes(number, Buffer.from(value));
const message = (number, ...fields) => bytes(number, Buffer.concat(fields));
function float(number, value) {
  const four = Buffer.alloc(4);
  four.writeFloatLE(value);
  return field(number, kFixed32, four);
}

// AttributeProto: a whole number, a list of whole numbers, { float }, { string } or { int64s } (a tensor of them).
function attribute(name, value) {
  const kind = { float: 1, int: 2, string: 3, tensor: 4, ints: 7 };
  if (Array.isArray(value)) {
    return message(5, text(1, name), ...value.map((i) => integer(8, i)), integer(20, kind.ints));
  }
  if (typeof value === 'number') return message(5, text(1, name), integer(3, value), integer(20, kind.int));
  if ('float' in value) return message(5, text(1, name), float(2, value.float), integer(20, kind.float));
  if ('int64s' in value) {
    const raw = Buffer.alloc(8 * value.int64s.length);
    value.int64s.forEach((item, i) => raw.writeBigInt64LE(BigInt(item), 8 * i));
    const tensor = message(5, integer(1, value.int64s.length), integer(2, 7), bytes(9, raw));
    return message(5, text(1, name), tensor, integer(20, kind.tensor));
  }
  return message(5, text(1, name), text(4, value.string), integer(20, kind.string));
}

function valueInfo(number, { name, shape }) {
  const dimensions = shape.map((side) => message(1, integer(1, side)));
  return message(number, text(1, name), message(2, message(1, integer(1, 1), message(2, ...dimensions))));
}

function initializer({ name, shape, values }) {
  const raw = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => raw.writeFloatLE(value, 4 * i));
  return message(5, ...shape.map((side) => integer(1, side)), integer(2, 1), text(8, name), bytes(9, raw));
}

// Some writers name a version of themselves, and some leave out the empty name of ONNX's own operators.
const kStarter = { producer: 'jianzai models/starter', producerVersion: null, irVersion: 4, opset: 9, domain: '' };

// A graph under construction. Each call of `node` appends one and returns the name of its output, which is the node's,
// too, unless it has another or none (null).
export class Graph {
  #name;
  #model;
  #nodes = [];
  #constants = [];
  #inputs = [];
  #outputs = [];

  constructor(name, model = kStarter) {
    this.#name = name;
    this.#model = model;
  }

  input(name, shape) {
    this.#inputs.push({ name, shape });
    return name;
  }

  constant(name, shape, values) {
    const size = shape.reduce((product, side) => product * side, 1);
    if (values.length !== size) throw new Error(`${name}: ${values.length} values for [${shape}]`);
    this.#constants.push({ name, shape, values });
    return name;
  }

  node(type, output, inputs, attributes = {}, name = output) {
    this.#nodes.push(
      message(
        1,
        ...inputs.map((input) => text(1, input)),
        text(2, output),
        ...(name === null ? [] : [text(3, name)]),
        text(4, type),
        ...Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      ),
    );
    return output;
  }

  // `name` is the output of a node.
  output(name, shape) {
    this.#outputs.push({ name, shape });
  }

  toBytes() {
    const graph = [
      ...this.#nodes,
      text(2, this.#name),
      ...this.#constants.map(initializer),
      ...this.#inputs.map((input) => valueInfo(11, input)),
      ...this.#outputs.map((output) => valueInfo(12, output)),
    ];
    const { producer, producerVersion, irVersion, opset, domain } = this.#model;
    return Buffer.concat([
      integer(1, irVersion),
      text(2, producer),
      ...(producerVersion === null ? [] : [text(3, producerVersion)]),
      message(7, ...graph),
      message(8, ...(domain === null ? [] : [text(1, domain)]), integer(2, opset)),
    ]);
  }
}
