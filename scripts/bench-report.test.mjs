import assert from 'node:assert/strict'
import { test } from 'node:test'

import { median, spread, timesOf } from '../bench/report.mjs'

const run = (name, cpu_time, more = {}) => ({ name, cpu_time, time_unit: 'ms', pictures: 2, ...more })

test('takes the CPU time of one picture, in milliseconds', () => {
  const times = timesOf([
    { benchmarks: [run('jianzai/whole/640x480/process_time', 8)] },
    { benchmarks: [run('dlib/whole/640x480/process_time', 3000, { time_unit: 'us' })] },
  ])
  assert.deepEqual([...times], [
    ['jianzai/whole/640x480', 4],
    ['dlib/whole/640x480', 1.5],
  ])
})

test('takes a ratio within each round, so that a slow round does not count for one side', () => {
  const rounds = [
    new Map([['ours', 10], ['peer', 20]]),
    new Map([['ours', 40], ['peer', 88]]),
    new Map([['ours', 10], ['peer', 19]]),
    new Map([['ours', 10]]), // the peer did not run
  ]
  const found = spread(rounds, (round) => round.get('peer') / round.get('ours'))
  assert.deepEqual(found, { median: 2, low: 1.9, high: 2.2 })
  assert.equal(spread(rounds, (round) => round.get('nobody')), null)
  assert.equal(median([4, 1, 3, 2]), 2.5)
})

test('does not report a side that failed', () => {
  const failed = run('dlib/whole', 0, { error_occurred: true, error_message: 'no face' })
  assert.throws(() => timesOf([{ benchmarks: [failed] }]), /dlib\/whole: no face/)
})
