import { defineConfig } from '@playwright/test'
import { join } from 'node:path'

const out = join(import.meta.dirname, '../../build/e2e')

export default defineConfig({
  testDir: 'stories',
  globalSetup: './support/globalSetup.ts',
  outputDir: join(out, 'traces'),
  // Most of a story is waiting: for colours, for turns, for a server that starts again. Each has people of its own. More than
  // the cores: with two a third of their time was idle.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 150_000,
  use: { testIdAttribute: 'data-test' },
  // A challenge alone takes ten seconds.
  expect: { timeout: 30_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: join(out, 'results.json') }],
    ['junit', { outputFile: join(out, 'results.xml') }],
  ],
})
