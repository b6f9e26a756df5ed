// Turns a PyTorch checkpoint into a network for OpenCV: `node convert.mjs CHECKPOINT OUT.onnx [NETWORK]`. NETWORK: the name
// of the file that it is to become (one of networks.mjs), where OUT.onnx is not called so. Always writes the same bytes.
// Needs Node 18 or later and nothing else.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

import { readCheckpoint } from './checkpoint.mjs';
import { kNetworks } from './networks.mjs';

const [checkpoint, output, network = basename(output ?? '')] = process.argv.slice(2);
if (!output || !kNetworks[network]) {
  console.error(`usage: node convert.mjs CHECKPOINT OUT.onnx [NETWORK]\nNETWORK: ${Object.keys(kNetworks).join(', ')}`);
  process.exit(2);
}
try {
  const bytes = kNetworks[network](readCheckpoint(readFileSync(checkpoint)));
  const part = `${output}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, output); // a network is there whole, or not at all
  console.log(`${createHash('sha256').update(bytes).digest('hex')}  ${output}  ${bytes.length}`);
} catch (error) {
  console.error(`${checkpoint}: ${error.message}`);
  process.exit(1);
}
