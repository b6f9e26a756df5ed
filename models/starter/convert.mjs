// Turns the weights of @vladmandic/face-api into networks for OpenCV: `node convert.mjs OUTPUT_FOLDER`.
// Checks what it reads by SHA-256; always writes the same bytes. Needs Node 18 or later and nothing else.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { landmarks, recogniser, ssdDetector } from './networks.mjs';
import { readWeights, sha256 } from './weights.mjs';

const kSums = {
  'face_landmark_68_model-weights_manifest.json': 'ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9',
  'face_landmark_68_model.bin': '4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b',
  'face_recognition_model-weights_manifest.json': 'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
  'face_recognition_model.bin': 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
  'ssd_mobilenetv1_model-weights_manifest.json': '888f744dffbc84f5f060d1f8427d9742341943a2dfaaf9205d10029b7e7a2955',
  'ssd_mobilenetv1_model.bin': '2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8',
};

const kNetworks = [
  { file: 'starter_ssd.onnx', model: 'ssd_mobilenetv1_model', build: ssdDetector },
  { file: 'starter_landmarks68.onnx', model: 'face_landmark_68_model', build: landmarks },
  { file: 'starter_resnet.onnx', model: 'face_recognition_model', build: recogniser },
];

const output = process.argv[2];
if (!output) {
  console.error('usage: node convert.mjs OUTPUT_FOLDER');
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'node_modules', '@vladmandic', 'face-api', 'model');
mkdirSync(output, { recursive: true });
for (const { file, model, build } of kNetworks) {
  const bytes = build(readWeights(source, model, kSums));
  const part = join(output, `${file}.${process.pid}.part`);
  writeFileSync(part, bytes);
  renameSync(part, join(output, file)); // a network is there whole, or not at all
  console.log(`${sha256(bytes)}  ${file}  ${bytes.length}`);
}
