import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

/** Runs arrows.sh on a folder with these files. */
function arrows(files) {
  const root = mkdtempSync(join(tmpdir(), 'jianzai-arrows-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content)
    }
    return spawnSync('bash', [join(import.meta.dirname, 'arrows.sh'), root], { encoding: 'utf8' })
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('allows what the architecture allows', () => {
  const run = arrows({
    'domain/task.cc': '#include <vector>\n#include "base/id.h"\n#include "domain/task.h"\n',
    'app/CMakeLists.txt': 'jianzai_module(app LINKS jianzai_base jianzai_domain jianzai_crypto)\n',
  })
  assert.equal(run.status, 0, run.stderr)
})

test('names the line that includes what it may not', () => {
  const run = arrows({ 'domain/task.cc': '#include "base/id.h"\n#  include "storage/rows.h"\n' })
  assert.equal(run.status, 1)
  assert.match(run.stderr, /domain\/task\.cc:2: domain may not include storage \(it may include: base\)/)
})

test('names a CMake link that widens an arrow', () => {
  const run = arrows({ 'domain/CMakeLists.txt': 'jianzai_module(domain LINKS jianzai_face)\n' })
  assert.equal(run.status, 1)
  assert.match(run.stderr, /domain may not link face/)
})

test('asks for a decision about a new module', () => {
  assert.match(arrows({ 'helper/x.h': '\n' }).stderr, /a module that .* do not know/)
})
