// What a phone fetches before it shows the citizen app's first page, gzipped: `node scripts/size.mjs`, after a build.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, gzipSync } from 'node:zlib'

export const LIMIT_KB = 150
export const folder = join(dirname(fileURLToPath(import.meta.url)), '../dist/citizen')

/** The scripts that a script needs before it runs; those that it fetches later (`import(...)`) are not among them. */
function neededBy(path) {
  const text = readFileSync(join(folder, path), 'utf8')
  const names = [...text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)]
  return names.map(([, name]) => posix.join(posix.dirname(path), name))
}

/** Each file of the first load and its size in bytes, gzipped. */
export function firstLoad() {
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

export const isBuilt = () => existsSync(join(folder, 'index.html'))
export const kbOf = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!isBuilt()) throw new Error('nothing to measure: npm run build')
  const files = firstLoad()
  for (const { path, bytes } of files) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${path}`)
  console.log(`${kbOf(files).toFixed(1).padStart(8)} kB  of ${LIMIT_KB} kB, gzipped`)
  if (kbOf(files) > LIMIT_KB) process.exitCode = 1
}
