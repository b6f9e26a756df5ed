import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useCodeCamera } from './useCodeCamera'

const stopped = vi.fn()
const getUserMedia = vi.fn()
const stream = () => {
  const track = { stop: stopped, addEventListener: vi.fn() }
  return { getTracks: () => [track], getVideoTracks: () => [track] }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.clearAllMocks()
  getUserMedia.mockImplementation(async () => stream())
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true })
})
afterEach(() => vi.useRealTimers())

function open(read: () => string | undefined) {
  const found = vi.fn()
  const view = { srcObject: null, play: async () => undefined } as unknown as HTMLVideoElement
  let camera!: ReturnType<typeof useCodeCamera>
  const page = mount({
    setup: () => void (camera = useCodeCamera(() => view, found, read)),
    render: () => null,
  })
  return { camera, found, page }
}

it('looks until there is a code, and closes the camera', async () => {
  const read = vi.fn().mockReturnValueOnce(undefined).mockReturnValue('JIANZAI1|')
  const { camera, found } = open(read)
  await camera.start()
  expect(camera.state.value).toBe('looking')
  vi.advanceTimersByTime(1000)
  expect(found.mock.calls).toEqual([['JIANZAI1|']])
  expect(camera.state.value).toBe('off')
  expect(stopped).toHaveBeenCalledTimes(1)
})

it('says that it was refused', async () => {
  getUserMedia.mockRejectedValue(Object.assign(new Error(), { name: 'NotAllowedError' }))
  const { camera } = open(() => undefined)
  await camera.start()
  expect(camera.state.value).toBe('refused')
})

it('leaves no camera open behind whoever stopped or left', async () => {
  const { camera, page } = open(() => undefined)
  const starting = camera.start()
  camera.stop()
  await starting
  expect([camera.state.value, stopped.mock.calls.length]).toEqual(['off', 1])
  await camera.start()
  page.unmount()
  expect(stopped).toHaveBeenCalledTimes(2)
})
