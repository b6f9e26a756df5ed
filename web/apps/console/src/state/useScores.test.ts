import { createApi } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { comparedScore, useScores } from './useScores'

vi.mock('./services', () => ({ api: {}, service: {} }))

afterEach(() => void vi.restoreAllMocks())

const attempt = { network_set: 'fusion', score: 0.41, normalised_score: 0.22 }

it('takes the score that the thresholds are for', () => {
  expect(comparedScore(attempt, { network_set: 'fusion', is_normalised: false })).toBe(0.41)
  expect(comparedScore(attempt, { network_set: 'fusion', is_normalised: true })).toBe(0.22)
})

it('compares no scores of other networks, and none that is missing', () => {
  expect(comparedScore(attempt, { network_set: 'starter', is_normalised: false })).toBeUndefined()
  const early = { network_set: 'fusion', score: 0.41 }
  expect(comparedScore(early, { network_set: 'fusion', is_normalised: true })).toBeUndefined()
})

it('asks once for a county, and for each county', async () => {
  const asked: (string | null)[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (request) => {
    asked.push(new URL((request as Request).url).searchParams.get('around'))
    return reply(200, { network_set: 'fusion', is_normalised: false, step: 0.02, tallies: [] })
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  })
  const api = createApi('http://127.0.0.1')
  for (const region of ['130924101203', '130924102000', '130900000000', undefined]) {
    let shown!: ReturnType<typeof useScores>
    const setup = () => {
      shown = useScores(api, region)
      return () => null
    }
    mount({ setup }, { global: { plugins: [router] } })
    await shown.load()
  }
  expect(asked).toEqual(['130924', '130900', null])
})
