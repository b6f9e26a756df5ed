// node scripts/count-tests.mjs [NAME FORMAT FILE STATUS]...
//
// Adds up the results of several test suites: lists every skipped test with its reason and every failed one, and ends
// on the line `N passed, N failed, N skipped`. Exits with 1 if anything failed or a suite ran no test.
//
// NAME    what people call the suite
// FORMAT  junit (of vitest and node --test), googletest, playwright (its JSON), or none: a suite that could not start
// FILE    the results; of googletest a folder of them, MODULE.SHARD.xml
// STATUS  the exit status of the suite's runner: one that fails without a failed test counts as one failed test
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescape(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number(decimal))
    return entities[name] ?? all
  })
}

function attributesOf(tag) {
  const attributes = {}
  for (const [, name, value] of tag.matchAll(/([\w-]+)="([^"]*)"/g)) attributes[name] = unescape(value)
  return attributes
}

/** The test cases of a JUnit file: [{ name, result: 'passed' | 'failed' | 'skipped', reason? }]. */
export function readJunit(xml) {
  const cases = []
  for (const [, tag, body = ''] of xml.matchAll(
    /<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const { name = '', classname = '' } = attributesOf(tag)
    const full = classname && classname !== name && classname !== 'test' ? `${classname} > ${name}` : name
    const skipped = /<skipped\b([^>]*)>/.exec(body)
    if (/<(failure|error)\b/.test(body)) {
      cases.push({ name: full, result: 'failed' })
    } else if (skipped) {
      const { message, type } = attributesOf(skipped[1])
      cases.push({ name: full, result: 'skipped', reason: message || (type === 'todo' ? 'still to be written' : '') })
    } else {
      cases.push({ name: full, result: 'passed' })
    }
  }
  return cases
}

/** The test cases of a file that GoogleTest has written for a module. */
export function readGoogleTest(xml, module) {
  const cases = []
  for (const [, tag, body = ''] of xml.matchAll(
    /<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const { name, classname, status } = attributesOf(tag)
    const full = `${module}.${classname}.${name}`
    const skipped = /<skipped\b([^>]*)>/.exec(body)
    if (/<failure\b/.test(body)) cases.push({ name: full, result: 'failed' })
    else if (status === 'notrun') cases.push({ name: full, result: 'skipped', reason: 'disabled in the source' })
    else if (skipped) {
      // The line of the source, then the reason.
      const reason = (attributesOf(skipped[1]).message ?? '').replace(/^.*\n?/, '').trim()
      cases.push({ name: full, result: 'skipped', reason })
    } else cases.push({ name: full, result: 'passed' })
  }
  return cases
}

/** Those of a folder of such files. A program that crashed has left none: its runner's status tells. */
function readFolder(folder, read) {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => readGoogleTest(read(join(folder, file)), file.replace(/\.\d+\.xml$/, '')))
}

function playwrightCase(name, test) {
  if (test.status === 'skipped') {
    const note = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')
    const told = note ? note.description : 'did not run, because one before it failed'
    return { name, result: 'skipped', reason: told }
  }
  if (test.status === 'flaky') return { name, result: 'failed', reason: 'passed only when it was tried again' }
  return { name, result: test.status === 'expected' ? 'passed' : 'failed' }
}

/** The tests of Playwright's JSON. What went wrong outside of any test counts as a failed one. */
export function readPlaywright(json) {
  const report = JSON.parse(json)
  const cases = []
  const walk = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) cases.push(playwrightCase([...path, spec.title].join(' > '), test))
    }
    for (const inner of suite.suites ?? []) walk(inner, [...path, inner.title])
  }
  for (const suite of report.suites ?? []) walk(suite, [suite.title])
  for (const error of report.errors ?? []) {
    const firstLine = (error.message ?? 'error').replace(/\x1b\[[0-9;]*m/g, '').split('\n')[0]
    cases.push({ name: 'outside of the tests', result: 'failed', reason: firstLine })
  }
  return cases
}

const whole = 'the suite as a whole'
const readers = {
  junit: (file, read) => readJunit(read(file)),
  googletest: readFolder,
  playwright: (file, read) => readPlaywright(read(file)),
}

/** The cases of one suite; reads `file` with `read`. */
export function casesOf({ format, file, status }, read = (path) => readFileSync(path, 'utf8')) {
  if (format === 'none') return [{ name: whole, result: 'failed', reason: 'could not be run, see above' }]
  let cases
  try {
    cases = readers[format](file, read)
  } catch (error) {
    return [{ name: whole, result: 'failed', reason: `left no results that can be read (${error.message})` }]
  }
  if (!cases.some(({ result }) => result !== 'skipped')) {
    cases.push({ name: whole, result: 'failed', reason: 'ran no test' })
  } else if (status !== 0 && !cases.some(({ result }) => result === 'failed')) {
    cases.push({ name: whole, result: 'failed', reason: `its runner ended with ${status}, although no test failed` })
  }
  return cases
}

/** The report's lines; the last one is the sum. */
export function report(suites) {
  const count = (cases, result) => cases.filter((one) => one.result === result).length
  const sum = (cases) =>
    `${count(cases, 'passed')} passed, ${count(cases, 'failed')} failed, ${count(cases, 'skipped')} skipped`
  const list = (result) =>
    suites.flatMap(({ name, cases }) =>
      cases
        .filter((one) => one.result === result)
        .map((one) => ({ ...one, reason: one.reason || (result === 'skipped' ? 'no reason given' : '') }))
        .map((one) => `  ${name}: ${one.name}${one.reason && `: ${one.reason.replace(/\s+/g, ' ')}`}`),
    )
  const lines = ['']
  const skipped = list('skipped')
  if (skipped.length > 0) lines.push('Skipped:', ...skipped, '')
  const failed = list('failed')
  if (failed.length > 0) lines.push('Failed:', ...failed, '')
  for (const { name, cases } of suites) lines.push(`suite ${name}: ${sum(cases)}`)
  lines.push('', sum(suites.flatMap(({ cases }) => cases)))
  return lines
}

function main(words) {
  const suites = []
  for (let i = 0; i < words.length; i += 4) {
    const [name, format, file, status] = words.slice(i, i + 4)
    suites.push({ name, cases: casesOf({ format, file, status: Number(status) }) })
  }
  const all = suites.flatMap(({ cases }) => cases)
  console.log(report(suites).join('\n'))
  return all.length === 0 || all.some(({ result }) => result === 'failed') ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2))
