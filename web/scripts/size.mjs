// What a phone fetches before it shows the citizen app's first page, gzipped: `node scripts/size.mjs`, after a build.
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

const limit_kb = 150
const folder = join(import.meta.dirname, '../dist/citizen')

/** The scripts that a script needs before it runs; those that it fetches later (`import(...)`) are not among them. */
function neededBy(path) {
  const text = readFileSync(join(folder, path), 'utf8')
  const names = [...text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)]
  return names.map(([, name]) => posix.join(posix.dirname(path), name))
}

/** Each file of the first load and its size in bytes, gzipped. */
function firstLoad() {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path)
  const files = new Set(['index.html', ...named])
  // A set also visits what is added meanwhile.
  for (const path of files) if (path.endsWith('.js')) for (const needed of neededBy(path)) files.add(needed)
  return [...files].map((path) => ({
    path,
    bytes: gzipSync(readFileSync(join(folder, path)), { level: constants.Z_BEST_COMPRESSION }).length,
  }))
}

const files = firstLoad()
const sum_kb = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
for (const { path, bytes } of files) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${path}`)
console.log(`${sum_kb.toFixed(1).padStart(8)} kB  of ${limit_kb} kB, gzipped`)
if (sum_kb > limit_kb) process.exitCode = 1
