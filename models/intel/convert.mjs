// Turns a network as Intel publishes it (OpenVINO IR) into one for OpenCV: `node convert.mjs NETWORK.xml NETWORK.bin OUT.onnx`.
// Always writes the same bytes. Needs Node 18 or later and nothing else.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import { convert } from './network.mjs';

const [xml, bin, output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node convert.mjs NETWORK.xml NETWORK.bin OUT.onnx');
  process.exit(2);
}
try {
  const bytes = convert(readFileSync(xml, 'utf8'), readFileSync(bin));
  const part = `${output}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, output); // a network is there whole, or not at all
  console.log(`${createHash('sha256').update(bytes).digest('hex')}  ${output}  ${bytes.length}`);
} catch (error) {
  console.error(`${xml}: ${error.message}`);
  process.exit(1);
}
