import type { ApiClient } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useReviewPictures } from './useReviewPictures'

vi.mock('@jianzai/capture', () => ({ fetchCascade: async () => undefined }))

let status = 200
const GET = vi.fn(async () => {
  const error = { code: 'BUSY', message: '', request_id: '' }
  return { ...(status === 200 ? { data: new Blob() } : { error }), response: new Response(null, { status }) }
})
let scope = effectScope()
const open = () => scope.run(() => useReviewPictures({ GET } as unknown as ApiClient, 'r'))!
beforeEach(() => {
  scope = effectScope()
  status = 200
  GET.mockClear()
  vi.stubGlobal(
    'Image',
    class {
      naturalWidth = 3
      naturalHeight = 4
      decode = async () => undefined
    },
  )
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:1')
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('asks once for a picture, because each look is recorded', async () => {
  const { photographs, frames, loadPhotograph, loadFrame } = open()
  await Promise.all([loadPhotograph('p'), loadPhotograph('p'), loadFrame(0), loadFrame(0)])
  await loadPhotograph('p')
  expect(GET).toHaveBeenCalledTimes(2)
  expect([photographs.value.get('p')?.url, frames.value.get(0)?.url]).toEqual(['blob:1', 'blob:1'])
})

it('says which did not come, and asks again for these', async () => {
  const { photographs, frames, failures, loadPhotograph, loadFrame, retry } = open()
  await loadFrame(0)
  status = 503
  await Promise.all([loadPhotograph('p'), loadFrame(1)])
  expect([...failures.value.keys()]).toEqual(['p', 1])
  expect(failures.value.get('p')).toMatchObject({ kind: 'refused', status: 503 })
  status = 200
  await retry()
  expect([failures.value.size, photographs.value.size, frames.value.size]).toEqual([0, 1, 2])
  expect(GET).toHaveBeenCalledTimes(5)
})

it('keeps nothing when the case was left', async () => {
  const { photographs, loadPhotograph } = open()
  const loading = loadPhotograph('p')
  scope.stop()
  await loading
  expect(photographs.value.size).toBe(0)
  expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:1')
})
