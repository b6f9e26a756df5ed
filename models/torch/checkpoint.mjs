// Reads the weights of a PyTorch checkpoint (torch.save of a state_dict), both the format until 1.5, a row of pickles,
// and the one since 1.6, a zip. The pickle is interpreted just as far as a state_dict needs; nothing in it is run.

const kMagic = '1950a86a20f9469cfc6c';

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Error('the file ends too early');
    const part = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return part;
  }

  byte() {
    return this.take(1)[0];
  }

  uint16() {
    return this.take(2).readUInt16LE();
  }

  int32() {
    return this.take(4).readInt32LE();
  }

  line() {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new Error('the file ends too early');
    const text = this.bytes.toString('latin1', this.at, end);
    this.at = end + 1;
    return text;
  }
}

// What a checkpoint may name. Anything else is refused.
const kGlobals = {
  'collections OrderedDict': { make: () => new Map() },
  'torch._utils _rebuild_tensor_v2': { make: ([storage, offset, shape, strides]) => ({ storage, offset, shape, strides }) },
  'torch._utils _rebuild_parameter': { make: ([tensor]) => tensor },
  'torch FloatStorage': { storage: 'float32' },
  'torch LongStorage': { storage: 'int64' },
  'torch.cuda FloatStorage': { storage: 'float32' },
  'torch.cuda LongStorage': { storage: 'int64' },
};

const kMark = Symbol('mark');

// One pickle (protocol 2), from the reader's place to its end. `persistent`: what becomes of ('storage', ...).
function unpickle(reader, persistent) {
  const stack = [];
  const memo = new Map();
  const pop = () => {
    if (stack.length === 0) throw new Error('a damaged pickle');
    return stack.pop();
  };
  const toMark = () => {
    const mark = stack.lastIndexOf(kMark);
    if (mark < 0) throw new Error('a damaged pickle');
    const items = stack.splice(mark + 1);
    stack.pop();
    return items;
  };
  const top = () => stack[stack.length - 1];
  const setAll = (items) => {
    if (!(top() instanceof Map)) throw new Error('a damaged pickle');
    for (let i = 0; i + 1 < items.length; i += 2) top().set(items[i], items[i + 1]);
  };
  for (;;) {
    const code = reader.byte();
    switch (String.fromCharCode(code)) {
      case '\x80':
        if (reader.byte() > 2) throw new Error('a pickle of a protocol that is not known');
        break;
      case '.':
        return pop();
      case '(':
        stack.push(kMark);
        break;
      case '}':
        stack.push(new Map());
        break;
      case ']':
        stack.push([]);
        break;
      case ')':
        stack.push([]);
        break;
      case 'N':
        stack.push(null);
        break;
      case '\x88':
        stack.push(true);
        break;
      case '\x89':
        stack.push(false);
        break;
      case 'K':
        stack.push(reader.byte());
        break;
      case 'M':
        stack.push(reader.uint16());
        break;
      case 'J':
        stack.push(reader.int32());
        break;
      case '\x8a': {
        const digits = Buffer.from(reader.take(reader.byte())).reverse().toString('hex');
        stack.push(digits.length <= 12 ? Number.parseInt(digits || '0', 16) : digits.replace(/^0+/, ''));
        break;
      }
      case 'G':
        stack.push(reader.take(8).readDoubleBE());
        break;
      case 'U':
        stack.push(reader.take(reader.byte()).toString('latin1'));
        break;
      case 'X':
        stack.push(reader.take(reader.int32()).toString('utf8'));
        break;
      case 'q':
        memo.set(reader.byte(), top());
        break;
      case 'r':
        memo.set(reader.int32(), top());
        break;
      case 'h':
        stack.push(memo.get(reader.byte()));
        break;
      case 'j':
        stack.push(memo.get(reader.int32()));
        break;
      case 'c': {
        const name = `${reader.line()} ${reader.line()}`;
        if (!kGlobals[name]) throw new Error(`the file wants ${name}, which is no part of a state_dict`);
        stack.push(kGlobals[name]);
        break;
      }
      case 't':
        stack.push(toMark());
        break;
      case '\x85':
        stack.push([pop()]);
        break;
      case '\x86':
        stack.push(stack.splice(-2));
        break;
      case '\x87':
        stack.push(stack.splice(-3));
        break;
      case 'Q':
        stack.push(persistent(pop()));
        break;
      case 'R': {
        const given = pop();
        const { make } = pop();
        if (!make) throw new Error('a damaged pickle');
        stack.push(make(given));
        break;
      }
      case 'b':
        pop(); // attributes of an OrderedDict: versions of its modules
        break;
      case 's':
        setAll(stack.splice(-2));
        break;
      case 'u':
        setAll(toMark());
        break;
      case 'a': {
        const item = pop();
        top().push(item);
        break;
      }
      case 'e': {
        const items = toMark();
        top().push(...items);
        break;
      }
      default:
        throw new Error(`pickle code ${code} is not known`);
    }
  }
}

// ('storage', kind, key, where it was, count)
const storageOf = ([, kind, key, , count]) => ({ kind: kind?.storage, key, count, bytes: null });

function readLegacy(bytes) {
  const reader = new Reader(bytes);
  const none = () => {
    throw new Error('a damaged pickle');
  };
  if (unpickle(reader, none) !== kMagic) throw new Error('no PyTorch checkpoint');
  unpickle(reader, none); // the protocol's version
  unpickle(reader, none); // sizes of integers where it was written
  const storages = new Map();
  const state = unpickle(reader, (id) => {
    if (!storages.has(id[2])) storages.set(id[2], storageOf(id));
    return storages.get(id[2]);
  });
  for (const key of unpickle(reader, none)) {
    const count = Number(reader.take(8).readBigInt64LE());
    const storage = storages.get(key);
    if (!storage || storage.count !== count) throw new Error('weights are missing');
    storage.bytes = reader.take(count * (storage.kind === 'int64' ? 8 : 4));
  }
  return state;
}

// The stored (never compressed) entries of the zip that torch.save writes: name without its first folder -> bytes.
function entriesOf(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('a damaged zip');
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map();
  for (let i = 0; i < count; ++i) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('a damaged zip');
    if (bytes.readUInt16LE(at + 10) !== 0) throw new Error('a compressed zip');
    const size = bytes.readUInt32LE(at + 24);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    entries.set(name.replace(/^[^/]*\//, ''), bytes.subarray(start, start + size));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function readZip(bytes) {
  const entries = entriesOf(bytes);
  const pickle = entries.get('data.pkl');
  if (!pickle) throw new Error('no PyTorch checkpoint');
  return unpickle(new Reader(pickle), (id) => {
    const storage = storageOf(id);
    storage.bytes = entries.get(`data/${storage.key}`);
    if (!storage.bytes) throw new Error('weights are missing');
    return storage;
  });
}

// name -> { shape, values }, values as doubles; of the float32 tensors. A leading `module.`, which training on several
// devices leaves, is taken off. Throws an Error that says what is wrong with the file.
export function readCheckpoint(bytes) {
  const isZip = bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
  const state = isZip ? readZip(bytes) : readLegacy(bytes);
  if (!(state instanceof Map)) throw new Error('no state_dict');
  const weights = new Map();
  for (const [name, tensor] of state) {
    if (tensor?.storage?.kind !== 'float32') continue;
    const { storage, offset, shape, strides } = tensor;
    let expected = 1;
    for (let i = shape.length - 1; i >= 0; --i) {
      if (shape[i] !== 1 && strides[i] !== expected) throw new Error(`${name} does not lie in one piece`);
      expected *= shape[i];
    }
    if (4 * (offset + expected) > storage.bytes.length) throw new Error(`${name}: weights are missing`);
    const values = new Float64Array(expected);
    for (let i = 0; i < expected; ++i) values[i] = storage.bytes.readFloatLE(4 * (offset + i));
    weights.set(name.replace(/^module\./, ''), { shape, values });
  }
  return weights;
}
