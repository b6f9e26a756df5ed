import { defineConfig } from '@playwright/test'
import { join } from 'node:path'

/** ./dev bench console: times, not tests. The data are of bench_db, in the folder that JIANZAI_BENCH_DATA names. */
export default defineConfig({
  testDir: 'bench',
  testMatch: '*.bench.ts',
  outputDir: join(import.meta.dirname, '../../build/bench/console'),
  workers: 1,
  timeout: 600_000,
  use: { testIdAttribute: 'data-test' },
  expect: { timeout: 60_000 },
  reporter: [['line']],
})
