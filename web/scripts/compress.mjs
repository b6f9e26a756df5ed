// Writes a .gz beside every text asset, so that the server never compresses while it serves.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

const text = /\.(html|js|css|svg|json|webmanifest|txt)$/
const smallest = 512

function compress(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) {
      compress(path)
    } else if (text.test(name) && statSync(path).size >= smallest) {
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }))
    }
  }
}

compress(process.argv[2] ?? 'dist')
