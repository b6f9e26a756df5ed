// Fed with results that GoogleTest, vitest, node --test and Playwright have written.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { casesOf, readGoogleTest, readJunit, readPlaywright, report } from './count-tests.mjs'

const at = (name) => join(import.meta.dirname, 'testdata', name)
const text = (name) => readFileSync(at(name), 'utf8')
const find = (cases, name) => cases.find((one) => one.name.endsWith(name))

const googleTest = () => readGoogleTest(text('googletest/m.1.xml'), 'm')

test('reads what GoogleTest skipped, and why', () => {
  const cases = googleTest()
  assert.equal(cases.length, 7)
  assert.equal(find(cases, 'A.Passes').result, 'passed')
  assert.deepEqual(find(cases, 'A.Skipped'), {
    name: 'm.A.Skipped',
    result: 'skipped',
    reason: 'no faces in "../shared/faces"',
  })
  assert.equal(find(cases, 'F.One').reason, 'fixture\nreason')
  assert.equal(find(cases, 'A.SkipNoReason').reason, '')
  assert.equal(find(cases, 'A.DISABLED_Off').reason, 'disabled in the source')
})

test('reads failures from GoogleTest, also of a test that skipped itself after it failed', () => {
  for (const name of ['A.Fails', 'A.FailThenSkip']) assert.equal(find(googleTest(), name).result, 'failed', name)
})

test('reads the files of a folder, and counts a program that crashed by its runner', () => {
  const suite = { format: 'googletest', file: at('googletest') }
  assert.deepEqual(casesOf({ ...suite, status: 1 }), googleTest())
  const passing = '<testcase name="Passes" status="run" classname="A"/>'
  const crashed = casesOf({ ...suite, status: 8 }, () => passing)
  assert.deepEqual(
    crashed.map(({ result }) => result),
    ['passed', 'failed'],
  )
})

test('reads vitest', () => {
  const results = readJunit(text('vitest.xml')).map(({ result }) => result)
  assert.deepEqual(results, ['skipped', 'skipped', 'skipped', 'failed'])
})

test('reads node --test', () => {
  const cases = readJunit(text('node.xml'))
  assert.deepEqual(
    cases.map(({ result }) => result),
    ['passed', 'skipped', 'skipped', 'failed', 'passed'],
  )
  assert.equal(cases[1].reason, 'because & so')
})

test('reads Playwright, with the reasons of what was skipped', () => {
  const cases = readPlaywright(text('playwright.json'))
  const of = (name) => find(cases, `> ${name}`)
  assert.equal(of('ok').result, 'passed')
  assert.equal(of('fails').result, 'failed')
  assert.equal(of('skips').reason, 'no networks')
  assert.equal(of('skipsitself').result, 'skipped')
  assert.equal(of('b').reason, 'did not run, because one before it failed')
})

test('counts an error outside of the stories, such as a server that does not start', () => {
  const json = JSON.stringify({ suites: [], errors: [{ message: '\u001b[31mError: no server\u001b[39m\nat x' }] })
  assert.deepEqual(readPlaywright(json), [
    { name: 'outside of the tests', result: 'failed', reason: 'Error: no server' },
  ])
})

const passing = '<testsuites><testcase name="a &lt;b>"/></testsuites>'
const verdict = (format, status, content) =>
  casesOf({ format, file: 'f', status }, () => content).map(({ result }) => result)

test('fails a suite that could not run, left nothing, ran nothing, or whose runner failed by itself', () => {
  assert.deepEqual(verdict('none', 1, ''), ['failed'])
  assert.deepEqual(
    casesOf({ format: 'junit', file: at('absent.xml'), status: 1 }).map(({ result }) => result),
    ['failed'],
  )
  assert.deepEqual(verdict('playwright', 1, 'half a {'), ['failed'])
  assert.deepEqual(verdict('junit', 0, '<testsuites/>'), ['failed'])
  assert.deepEqual(verdict('junit', 1, passing), ['passed', 'failed'])
  assert.deepEqual(verdict('junit', 0, passing), ['passed'])
})

test('ends on the sum', () => {
  const suites = [
    { name: 'one', cases: readJunit(passing) },
    { name: 'two', cases: [{ name: 'c', result: 'skipped', reason: 'no\n  camera' }] },
  ]
  const lines = report(suites)
  assert.equal(lines.at(-1), '1 passed, 0 failed, 1 skipped')
  assert.ok(lines.includes('  two: c: no camera'))
})

test('exits with 1 when something failed', () => {
  const run = (...words) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'count-tests.mjs'), ...words], { encoding: 'utf8' })
  const failed = run('server', 'googletest', at('googletest'), '8', 'browser', 'playwright', at('playwright.json'), '1')
  assert.equal(failed.status, 1)
  assert.match(failed.stdout, /\n2 passed, 4 failed, 8 skipped\n$/)
  assert.equal(run().status, 1)
})
