// ./dev models: converters of official files, and what is said when files are missing or wrong.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { convert } from '../models/intel/network.mjs'
import { readIr } from '../models/intel/ir.mjs'
import { readCheckpoint } from '../models/torch/checkpoint.mjs'
import { kNetworks } from '../models/torch/networks.mjs'

const root = join(import.meta.dirname, '..')
const shared = process.env.JIANZAI_MODELS || join(root, '..', 'shared', 'models')
const official = join(shared, 'official')
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** file name -> SHA-256, of the networks of the manifest */
const pinned = new Map(
  [...readFileSync(join(root, 'models/manifest.toml'), 'utf8').matchAll(/^file = "([^"]+)"\nsha256 = "([0-9a-f]+)"/gm)].map(
    ([, file, sum]) => [file, sum],
  ),
)

/** Intel's two files, or null. */
function intelFiles() {
  if (!existsSync(official)) return null
  const find = (ending) => readdirSync(official).find((file) => file.endsWith(ending))
  const [xml, bin] = [find('.xml'), find('.bin')]
  return xml && bin ? { xml: join(official, xml), bin: join(official, bin) } : null
}

test("turns Intel's files into the network of the manifest, byte by byte", (t) => {
  const files = intelFiles()
  if (!files) return t.skip(`no official files in ${official}`)
  const bytes = convert(readFileSync(files.xml, 'utf8'), readFileSync(files.bin))
  assert.equal(sha256(bytes), pinned.get('recognizer_intel0095.onnx'))
})

test('names the layer of an OpenVINO network that it cannot convert', () => {
  const layer = (id, type, data) =>
    `<layer id="${id}" name="x" type="${type}"><data ${data} /><output><port id="0"><dim>1</dim><dim>3</dim></port></output></layer>`
  const xml = `<?xml version="1.0"?>\n<net name="x" version="11"><layers>${layer(0, 'Parameter', 'shape="1,3"')}${layer(1, 'TopK', '')}</layers><edges><edge from-layer="0" from-port="0" to-layer="1" to-port="0" /></edges></net>`
  assert.throws(() => convert(xml, Buffer.alloc(0)), /layer 1: TopK is not known/)
  assert.throws(() => convert('<html>not found</html>', Buffer.alloc(0)), /no OpenVINO network/)
  const constant = layer(0, 'Const', 'element_type="f16" shape="2, 2" offset="0" size="8"')
  const missing = `<net name="x" version="11"><layers>${constant}</layers></net>`
  assert.throws(() => readIr(missing, Buffer.alloc(6)), /weights are missing/)
})

test('reads half precision as it is', () => {
  const constant =
    '<layer id="0" name="x" type="Const"><data element_type="f16" shape="6" offset="0" size="12" /></layer>'
  const weights = Buffer.alloc(12)
  for (const [i, bits] of [0x3c00, 0xc000, 0x0001, 0x8000, 0x7bff, 0x3555].entries()) weights.writeUInt16LE(bits, 2 * i)
  const [{ values }] = readIr(`<net name="x" version="11"><layers>${constant}</layers></net>`, weights)
  assert.deepEqual([...values], [1, -2, 2 ** -24, -0, 65504, 1365 / 4096])
})

// --- a reader of ONNX and writers of checkpoints, as far as the tests need them ----------------------------------

/** [field, value] of a protobuf message */
function fieldsOf(bytes) {
  const fields = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(BigInt.asIntN(64, value))
    }
  }
  while (at < bytes.length) {
    const key = varint()
    if ((key & 7) === 0) fields.push([key >> 3, varint()])
    else {
      const size = (key & 7) === 2 ? varint() : 4
      fields.push([key >> 3, bytes.subarray(at, (at += size))])
    }
  }
  return fields
}

/** Where a module's normalisation stands in the checkpoint, by where its convolution stands. */
function normOf(path) {
  const [, parent, last] = /^(?:(.*)\.)?([^.]+)$/.exec(path)
  const own = { conv3: 'bn', 'dw_conv.depthwise': 'dw_conv.bn1', 'dw_conv.pointwise': 'dw_conv.bn2' }[path]
  return own ?? `${parent}.${{ conv: 'bn', fc1: 'bn1', fc2: 'bn2', depthwise: 'bn' }[last] ?? Number(last) + 1}`
}

/** /features/features.0/conv/conv.0/conv.0.1/Conv -> features.0.conv.0.1: a Sequential's children repeat its name. */
function moduleOf(node) {
  let path = ''
  for (const part of node.split('/').slice(1, -1).filter((piece) => piece !== 'm')) {
    const [name] = part.split('.')
    const all = path.split('.')
    const at = part.includes('.') ? all.lastIndexOf(name) : -1
    path = [...(at < 0 ? all : all.slice(0, at)), part].filter(Boolean).join('.')
  }
  return path
}

/** A state_dict that a shipped network could have been exported from: its normalisations change nothing. */
function stateOf(onnx) {
  const graph = fieldsOf(fieldsOf(onnx).find(([field]) => field === 7)[1])
  const text = (fields, number) => fields.filter(([field]) => field === number).map(([, value]) => value.toString())
  const constants = new Map()
  for (const [, message] of graph.filter(([field]) => field === 5)) {
    const fields = fieldsOf(message)
    const raw = fields.find(([field]) => field === 9)[1]
    const values = Float64Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i))
    constants.set(text(fields, 8)[0], { shape: fields.filter(([field]) => field === 1).map(([, side]) => side), values })
  }
  const state = new Map()
  for (const [, message] of graph.filter(([field]) => field === 1)) {
    const fields = fieldsOf(message)
    const [type] = text(fields, 4)
    const [, weight, bias] = text(fields, 1).map((name) => constants.get(name))
    const path = moduleOf(text(fields, 3)[0] ?? '')
    if (type === 'Conv') {
      const [size] = weight.shape
      const of = (value) => ({ shape: [size], values: new Float64Array(size).fill(value) })
      state.set(`${path}.weight`, weight)
      if (path === 'conv3') state.set('conv3.bias', of(0))
      state.set(`${normOf(path)}.weight`, of(1))
      state.set(`${normOf(path)}.bias`, bias)
      state.set(`${normOf(path)}.running_mean`, of(0))
      state.set(`${normOf(path)}.running_var`, of(Math.fround(1 - 1e-5)))
    } else if (type === 'PRelu') {
      state.set(`${path}.weight`, { shape: [weight.shape[0]], values: weight.values })
    } else if (type === 'MatMul') {
      const [inputs, outputs] = weight.shape
      const turned = weight.values.map((_, i) => weight.values[(i % inputs) * outputs + Math.floor(i / inputs)])
      state.set(`${path}.weight`, { shape: [outputs, inputs], values: turned })
    } else if (type === 'BatchNormalization') {
      for (const name of text(fields, 1).slice(1)) state.set(name.replace(/^m\./, ''), constants.get(name))
    }
  }
  return state
}

const code = (...bytes) => Buffer.from(bytes)
const int32 = (value) => {
  const bytes = Buffer.alloc(5)
  bytes.write('J', 'latin1')
  bytes.writeInt32LE(value, 1)
  return bytes
}
const string = (value) => {
  const size = Buffer.alloc(4)
  size.writeInt32LE(Buffer.byteLength(value))
  return Buffer.concat([Buffer.from('X'), size, Buffer.from(value)])
}
const global = (module, name) => Buffer.from(`c${module}\n${name}\n`)
const tuple = (...items) => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')])
const pickle = (...parts) => Buffer.concat([code(0x80, 2), ...parts, Buffer.from('.')])
const emptyTuple = Buffer.from(')')
const call = (what, ...given) => Buffer.concat([what, tuple(...given), Buffer.from('R')])
const raw = (values) => Buffer.concat([...values].map((value) => {
  const four = Buffer.alloc(4)
  four.writeFloatLE(value)
  return four
}))

/** The pickle of a state_dict, as Python writes it. */
function statePickle(state, isLegacy) {
  const entries = [...state].flatMap(([name, { shape, values }], i) => {
    const storage = [string('storage'), global('torch', 'FloatStorage'), string(String(i)), string('cpu'), int32(values.length)]
    const strides = shape.map((_, at) => shape.slice(at + 1).reduce((product, side) => product * side, 1))
    return [
      string(name),
      call(
        global('torch._utils', '_rebuild_tensor_v2'),
        Buffer.concat([tuple(...storage, ...(isLegacy ? [Buffer.from('N')] : [])), Buffer.from('Q')]),
        int32(0),
        tuple(...shape.map(int32)),
        tuple(...strides.map(int32)),
        code(0x89),
        call(global('collections', 'OrderedDict')),
      ),
    ]
  })
  return pickle(global('collections', 'OrderedDict'), emptyTuple, Buffer.from('R('), ...entries, Buffer.from('u'))
}

function legacyFile(state) {
  const count = (values) => {
    const eight = Buffer.alloc(8)
    eight.writeBigInt64LE(BigInt(values.length))
    return eight
  }
  const magic = Buffer.from('6cfc9c46f9206aa85019', 'hex')
  return Buffer.concat([
    pickle(code(0x8a, magic.length), magic),
    pickle(code(0x4d, 0xe9, 0x03)),
    pickle(Buffer.from('}')),
    statePickle(state, true),
    pickle(Buffer.from(']('), ...[...state.keys()].map((_, i) => string(String(i))), Buffer.from('e')),
    ...[...state.values()].flatMap(({ values }) => [count(values), raw(values)]),
  ])
}

function zipFile(state) {
  const entries = [
    ['archive/data.pkl', statePickle(state, false)],
    ...[...state.values()].map(({ values }, i) => [`archive/data/${i}`, raw(values)]),
  ]
  const parts = []
  const directory = []
  let at = 0
  for (const [name, bytes] of entries) {
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50)
    central.writeUInt32LE(bytes.length, 20)
    central.writeUInt32LE(bytes.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), bytes)
    directory.push(central, Buffer.from(name))
    at += 30 + name.length + bytes.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...directory, end])
}

for (const [file, build] of Object.entries(kNetworks)) {
  test(`turns a checkpoint of both kinds into ${file}, byte by byte`, (t) => {
    if (!existsSync(join(shared, file))) return t.skip(`no ${file} in ${shared}`)
    const state = stateOf(readFileSync(join(shared, file)))
    for (const checkpoint of [legacyFile(state), zipFile(state)]) {
      assert.equal(sha256(build(readCheckpoint(checkpoint))), pinned.get(file))
    }
    const parallel = new Map([...state].map(([name, tensor]) => [`module.${name}`, tensor]))
    assert.equal(sha256(build(readCheckpoint(legacyFile(parallel)))), pinned.get(file))
  })
}

test('folds normalisation into a convolution as one after the other gives it', (t) => {
  const file = 'antispoof_minifasnet_v2_s2.7.onnx'
  if (!existsSync(join(shared, file))) return t.skip(`no ${file} in ${shared}`)
  const state = stateOf(readFileSync(join(shared, file)))
  const norm = { weight: 1.5, bias: 0.25, running_mean: -0.5, running_var: 4 }
  for (const [part, value] of Object.entries(norm)) state.get(`conv1.bn.${part}`).values.fill(value)
  const filters = state.get('conv1.conv.weight').values
  const folded = stateOf(kNetworks[file](state))
  const sum = filters.slice(0, 27).reduce((total, value) => total + value, 0) // for a picture of ones
  const expected = (1.5 * (sum + 0.5)) / Math.sqrt(4 + 1e-5) + 0.25
  const weights = folded.get('conv1.conv.weight').values.slice(0, 27)
  const given = weights.reduce((total, value) => total + value, folded.get('conv1.bn.bias').values[0])
  assert.ok(Math.abs(given - expected) < 1e-5, `${given}, not ${expected}`)
})

test('refuses checkpoints that are damaged, of another network, or want to run something', () => {
  const tensor = { shape: [2], values: new Float64Array([1, 2]) }
  const good = legacyFile(new Map([['a', tensor]]))
  assert.deepEqual([...readCheckpoint(good).get('a').values], [1, 2])
  assert.throws(() => readCheckpoint(good.subarray(0, good.length - 1)), /ends too early/)
  assert.throws(() => readCheckpoint(Buffer.from('<html>not found</html>')), /pickle code/)
  assert.throws(() => kNetworks['recognizer_mbf_foamliu.onnx'](readCheckpoint(good)), /no weight conv1/)
  const magic = Buffer.from('6cfc9c46f9206aa85019', 'hex')
  const evil = Buffer.concat([
    pickle(code(0x8a, magic.length), magic),
    pickle(code(0x4d, 0xe9, 0x03)),
    pickle(Buffer.from('}')),
    pickle(call(global('os', 'system'), string('true'))),
  ])
  assert.throws(() => readCheckpoint(evil), /wants os system, which is no part of a state_dict/)
})

// --- scripts/models.sh --------------------------------------------------------------------------------------------

/** Runs models.sh in a copy of what it reads, without a network: curl and npm fail. */
function models(fill) {
  const place = mkdtempSync(join(tmpdir(), 'jianzai-models-'))
  try {
    cpSync(join(root, 'models'), join(place, 'models'), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    })
    mkdirSync(join(place, 'scripts'))
    cpSync(join(root, 'scripts/models.sh'), join(place, 'scripts/models.sh'))
    mkdirSync(join(place, 'bin'))
    for (const command of ['curl', 'npm']) {
      writeFileSync(join(place, 'bin', command), '#!/bin/sh\nexit 7\n')
      chmodSync(join(place, 'bin', command), 0o755)
    }
    const folder = join(place, 'given')
    mkdirSync(folder)
    fill(folder, join(place, 'models/manifest.toml'))
    const searched = `${join(place, 'bin')}:${join(process.execPath, '..')}:${process.env.PATH}`
    const run = spawnSync('bash', [join(place, 'scripts/models.sh')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: searched, JIANZAI_MODELS: folder },
    })
    const made = (file) => {
      const path = join(place, 'var/models', file)
      return existsSync(path) ? sha256(readFileSync(path)) : null
    }
    return { ...run, made: made('recognizer_intel0095.onnx'), madeOfCheckpoint: made('antispoof_minifasnet_v2_s2.7.onnx') }
  } finally {
    rmSync(place, { recursive: true })
  }
}

test('./dev models converts official files that somebody put there', (t) => {
  const files = intelFiles()
  if (!files) return t.skip(`no official files in ${official}`)
  const run = models((folder) => {
    mkdirSync(join(folder, 'official'))
    cpSync(files.xml, join(folder, 'official/as-downloaded.xml'))
    cpSync(files.bin, join(folder, 'official/as-downloaded.bin'))
  })
  assert.equal(run.status, 0, run.stderr)
  assert.equal(run.made, pinned.get('recognizer_intel0095.onnx'))
  assert.match(run.stdout, /recognizer_intel0095\.onnx: converted from/)
})

test('./dev models converts a checkpoint that somebody put there', (t) => {
  const file = 'antispoof_minifasnet_v2_s2.7.onnx'
  if (!existsSync(join(shared, file))) return t.skip(`no ${file} in ${shared}`)
  const checkpoint = zipFile(stateOf(readFileSync(join(shared, file))))
  const run = models((folder, manifest) => {
    writeFileSync(join(folder, 'some.pth'), checkpoint)
    const text = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, text.replace(/(V2\.pth", sha256 = ")[0-9a-f]+/, `$1${sha256(checkpoint)}`))
  })
  assert.equal(run.status, 0, run.stderr)
  assert.equal(run.madeOfCheckpoint, pinned.get(file), run.stdout)
})

test('./dev models names what is missing or wrong, and what to do', () => {
  const run = models((folder) => {
    writeFileSync(join(folder, 'landmarks106_zqcnn.pb'), 'half of it')
    mkdirSync(join(folder, 'official'))
    writeFileSync(join(folder, 'official/face-reidentification-retail-0095.xml'), '<net>')
  })
  assert.equal(run.status, 0, run.stderr)
  assert.equal(run.made, null)
  assert.match(run.stdout, /landmarks106_zqcnn\.pb in \S+ is damaged or of another version/)
  assert.match(run.stdout, /save https:\S+det5-112-gray\.pb as var\/models\/landmarks106_zqcnn\.pb/)
  assert.match(run.stdout, /recognizer_intel0095\.onnx is missing/)
  assert.match(run.stdout, /put face-reidentification-retail-0095\.bin into var\/models and run \.\/dev models again: https:/)
  assert.match(run.stdout, /put 2\.7_80x80_MiniFASNetV2\.pth into var\/models/)
  assert.match(run.stdout, /NO NETWORKS/)
})
