import { afterEach, describe, expect, it, vi } from 'vitest'
import { nameOf, VideoCamera } from './camera'

it('names the camera as the contract allows', () => {
  expect(nameOf('camera2 1, facing front')).toBe('camera2 1, facing front')
  expect(nameOf('虚拟摄像头 😀')).toBe('虚拟摄像头 😀')
  expect(nameOf('😀'.repeat(300))).toBe('😀'.repeat(200))
  expect(nameOf('half a \ud83d')).toBe('half a ')
  expect(nameOf('')).toBeUndefined()
  expect(nameOf(undefined)).toBeUndefined()
})

/** A device with one camera, whose permission is given when the test says so. */
function device() {
  const track = Object.assign(new EventTarget(), { stop: vi.fn(), label: 'rear' })
  const stream = { getTracks: () => [track], getVideoTracks: () => [track] }
  let allow!: () => void
  const getUserMedia = vi.fn(() => new Promise((resolve) => (allow = () => resolve(stream))))
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
  // It never plays, as of a camera that gives no picture.
  const video = { srcObject: null as unknown, play: () => new Promise(() => undefined) }
  const onEnded = vi.fn()
  const camera = new VideoCamera(() => video as unknown as HTMLVideoElement, onEnded)
  return { camera, stream, track, video, onEnded, allow: () => allow() }
}

describe('the camera', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('is shown when it is allowed, and says when something else takes it', async () => {
    const { camera, stream, track, video, onEnded, allow } = device()
    const opening = camera.open('environment')
    allow()
    await opening
    expect(video.srcObject).toBe(stream)
    expect(camera.name()).toBe('rear')
    track.dispatchEvent(new Event('ended'))
    expect(onEnded).toHaveBeenCalledTimes(1)
    camera.close()
    expect(track.stop).toHaveBeenCalled()
    expect(video.srcObject).toBeNull()
    track.dispatchEvent(new Event('ended'))
    expect(onEnded).toHaveBeenCalledTimes(1)
  })

  it('stays off where it is allowed after it was closed', async () => {
    const { camera, track, video, allow } = device()
    const opening = camera.open('environment')
    camera.close()
    allow()
    await opening
    expect(track.stop).toHaveBeenCalled()
    expect(video.srcObject).toBeNull()
    expect(camera.name()).toBeUndefined()
  })

  it('keeps nothing of what was looked at when it is closed', async () => {
    const canvases: HTMLCanvasElement[] = []
    const create = document.createElement.bind(document)
    vi.spyOn(document, 'createElement').mockImplementation((name: string) => {
      const made = create(name)
      if (made instanceof HTMLCanvasElement) canvases.push(made)
      return made
    })
    const { camera, video } = device()
    vi.restoreAllMocks()
    Object.assign(video, { videoWidth: 640, videoHeight: 480, readyState: 4 })
    camera.look()
    void camera.snap({ side_px: 320, quality: 0.8 }).catch(() => undefined)
    camera.keep()
    camera.look()
    camera.grey({ width: 180, height: 240 })
    const sizes = () => new Set(canvases.map(({ width, height }) => `${width}x${height}`))
    expect(sizes()).toContain('360x480')
    camera.close()
    expect(sizes()).toEqual(new Set(['0x0']))
  })
})
