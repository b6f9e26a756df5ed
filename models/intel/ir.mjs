// Reads OpenVINO's intermediate representation, version 10 and 11: an XML file of layers and edges and a .bin file of
// weights. No general XML reader: layers, ports and edges as OpenVINO writes them, from files that were checked first.

function attributesOf(tag) {
  return Object.fromEntries([...tag.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
}

const sizesOf = (text) => text.split(',').map(Number);

// IEEE 754 binary16.
function halfToNumber(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) throw new Error('a weight is no number');
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function constantOf(data, weights) {
  const shape = data.shape.trim() === '' ? [] : sizesOf(data.shape);
  const size = shape.reduce((product, side) => product * side, 1);
  const offset = Number(data.offset);
  const width = { f16: 2, f32: 4 }[data.element_type];
  if (!width) throw new Error(`weights of type ${data.element_type} are not known`);
  if (Number(data.size) !== size * width || offset + size * width > weights.length) {
    throw new Error('weights are missing from the .bin file');
  }
  const values = new Float64Array(size);
  for (let i = 0; i < size; ++i) {
    const at = offset + width * i;
    values[i] = width === 2 ? halfToNumber(weights.readUInt16LE(at)) : weights.readFloatLE(at);
  }
  return { shape, values };
}

// The layers in the file's order, which is one in which every layer follows its inputs. A layer: { id, type, data (its
// attributes), inputs (layers, by port), outputShape, and of a Const: shape, values }.
export function readIr(xml, weights) {
  if (!/^\s*(<\?xml[^>]*>\s*)?<net [^>]*version="1[01]"/.test(xml)) throw new Error('no OpenVINO network of version 10 or 11');
  const layers = new Map();
  for (const [, tag, body] of xml.matchAll(/<layer ([^>]*)>([\s\S]*?)<\/layer>/g)) {
    const { id, type } = attributesOf(tag);
    const data = attributesOf(/<data ([^>]*)\/>/.exec(body)?.[1] ?? '');
    const output = /<output>\s*<port [^>]*>([\s\S]*?)<\/port>/.exec(body)?.[1] ?? '';
    const outputShape = [...output.matchAll(/<dim>(\d+)<\/dim>/g)].map(([, side]) => Number(side));
    const layer = { id, type, data, inputs: [], outputShape };
    if (type === 'Const') Object.assign(layer, constantOf(data, weights));
    layers.set(id, layer);
  }
  for (const [, tag] of xml.matchAll(/<edge ([^>]*)\/>/g)) {
    const edge = attributesOf(tag);
    const from = layers.get(edge['from-layer']);
    const to = layers.get(edge['to-layer']);
    if (!from || !to) throw new Error('an edge leads to no layer');
    to.inputs[Number(edge['to-port'])] = from;
  }
  return [...layers.values()];
}
