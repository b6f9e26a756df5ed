import type { CardAdvice, CardField, ErrorCode, IdCardReading, Outcome } from '@jianzai/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CARD_DETAIL, CameraError, PICTURE_WAIT_MS, type FrameSource } from './camera'
import { INTERNAL_TRIES } from './persist'
import {
  CARD_EVERY_MS,
  CARD_LOOK_MAX_MS,
  CARD_LOOK_MS,
  CARD_NONE_EVERY_MS,
  CARD_PATIENCE_MS,
  HINT_STANDS_MS,
  useCardScan,
  type CardScanParts,
  type CardScanState,
} from './useCardScan'

const good = (reading: Partial<IdCardReading>): Outcome<IdCardReading> => ({
  ok: true,
  status: 200,
  value: { advice: [], risks: [], contradictions: [], ...reading },
})
const dead: Outcome<never> = { ok: false, failure: { kind: 'network' } }
const refused = (status: number, code: ErrorCode, extra: object = {}): Outcome<never> => ({
  ok: false,
  failure: { kind: 'refused', status, error: { code, message: code, request_id: 'r', ...extra } },
})
const advised = (...advice: CardAdvice[]) => good({ side: 'FRONT', advice })
const field = (value: string, is_sure = true): CardField => ({
  value,
  confidence: is_sure ? 99 : 50,
  is_sure,
})
const one = '999999194903020019'
const other = '999999194903020027'
const front = (number = one, is_sure = true) => good({ side: 'FRONT', number: field(number, is_sure) })

const sharp = { brightness: 150, surroundings: 120, sharpness: 400 }
const dark = { ...sharp, brightness: 20 }
const blurred = { ...sharp, sharpness: 10 }

function setting() {
  const picture = new Uint8Array([255, 216]).buffer
  const file = new Uint8Array([255, 216, 255]).buffer
  const source = {
    open: vi.fn<FrameSource['open']>(async () => undefined),
    close: vi.fn<FrameSource['close']>(),
    name: vi.fn<FrameSource['name']>(),
    look: vi.fn<FrameSource['look']>(() => sharp),
    keep: vi.fn<FrameSource['keep']>(),
    encode: vi.fn<FrameSource['encode']>(async () => picture),
    snap: vi.fn<FrameSource['snap']>(async () => picture),
  }
  const read = vi.fn<CardScanParts['read']>(async () => good({ advice: ['NO_CARD'] }))
  const jpegOfFile = vi.fn<CardScanParts['jpegOfFile']>(async () => file)
  return { source, read, jpegOfFile, picture, file, scan: useCardScan({ source, read, jpegOfFile }) }
}

/** An answer that comes when the test says so. */
function held() {
  let answer!: (outcome: Outcome<IdCardReading>) => void
  const promise = new Promise<Outcome<IdCardReading>>((resolve) => (answer = resolve))
  return { promise, answer }
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)
/** Until the next picture has gone and been answered. */
const aPicture = () => after(CARD_EVERY_MS + CARD_LOOK_MS)
/** The same where the one before showed no card. */
const aPictureWithout = () => after(CARD_NONE_EVERY_MS + CARD_LOOK_MS)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('the camera', () => {
  it('asks for the rear one, sends sharp pictures one after the other, and is off when the number is read', async () => {
    const { scan, source, read, picture } = setting()
    expect(scan.state.value).toBe('idle')
    await scan.begin()
    expect(source.open).toHaveBeenCalledExactlyOnceWith('environment')
    expect(scan.isCameraOn.value).toBe(true)
    expect(scan.state.value).toBe('looking')
    read.mockResolvedValue(advised('GLARE'))
    await aPicture()
    await aPicture()
    expect(read).toHaveBeenCalledTimes(2)
    expect(source.snap).toHaveBeenCalledWith(CARD_DETAIL)
    expect(scan.hint.value).toBe('GLARE')
    source.close.mockClear()
    read.mockResolvedValue(front())
    await aPicture()
    expect(scan.state.value).toBe('read')
    expect(scan.hint.value).toBeUndefined()
    expect(scan.result.value).toMatchObject({ reading: { number: { value: one } }, jpeg: picture })
    expect(source.close).toHaveBeenCalled()
    expect(scan.isCameraOn.value).toBe(false)
    await after(10 * CARD_EVERY_MS)
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('has one picture at a time with the server', async () => {
    const { scan, read } = setting()
    const first = held()
    read.mockReturnValueOnce(first.promise)
    await scan.begin()
    await after(10 * CARD_EVERY_MS)
    expect(read).toHaveBeenCalledTimes(1)
    first.answer(advised('GLARE'))
    await after(0)
    expect(scan.hint.value).toBe('GLARE')
    await after(CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it.each([
    [advised('BLUR', 'GLARE'), 'BLUR'],
    [good({ side: 'BACK' }), 'BACK'],
    [good({ side: 'BACK', advice: ['DARK'] }), 'BACK'],
    [good({ side: 'FRONT' }), 'UNREADABLE'],
    [good({ side: 'BACK', number: field(one) }), 'BACK'],
  ] as const)('goes on and says the one thing to do: %j', async (answer, hint) => {
    const { scan, read } = setting()
    read.mockResolvedValue(answer as Outcome<IdCardReading>)
    await scan.begin()
    await aPicture()
    expect(scan.state.value).toBe('looking')
    expect(scan.hint.value).toBe(hint)
  })

  it.each([
    ['dark', dark, 'DARK'],
    ['blurred', blurred, 'BLUR'],
    ['in front of light', { ...dark, surroundings: 200 }, 'DARK'],
  ])('says that a picture is %s and keeps it back, for a while', async (_what, quality, hint) => {
    const { scan, source, read } = setting()
    source.look.mockReturnValue(quality)
    await scan.begin()
    await aPicture()
    expect(scan.hint.value).toBe(hint)
    expect(read).not.toHaveBeenCalled()
    await after(CARD_PATIENCE_MS - CARD_EVERY_MS)
    expect(read).toHaveBeenCalledTimes(1)
    // Where there is no card, nothing is to be made sharp.
    expect(scan.hint.value).toBe('NO_CARD')
    await aPictureWithout()
    expect(scan.hint.value).toBe('NO_CARD')
  })

  it('sends what is too bright for a face, and nothing while there is no picture', async () => {
    const { scan, source, read } = setting()
    source.look.mockReturnValue({ ...sharp, brightness: 240 })
    await scan.begin()
    await aPicture()
    expect(read).toHaveBeenCalledTimes(1)
    source.look.mockReturnValue(undefined)
    await after(PICTURE_WAIT_MS - CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(1)
    source.look.mockReturnValue(sharp)
    source.snap.mockRejectedValueOnce(new Error('no JPEG'))
    await aPictureWithout()
    await after(CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('blocks when it gives no picture for long', async () => {
    const { scan, source } = setting()
    source.look.mockReturnValue(undefined)
    await scan.begin()
    await after(PICTURE_WAIT_MS)
    expect(scan.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
    expect(source.close).toHaveBeenCalled()
  })

  it('sends seldom while there is no card', async () => {
    const { scan, read } = setting()
    await scan.begin()
    await aPicture()
    await after(CARD_NONE_EVERY_MS - 2 * CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(1)
    await after(2 * CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('is closed when nothing has been read for long, and can be tried again', async () => {
    const { scan, source, read } = setting()
    await scan.begin()
    await after(CARD_LOOK_MAX_MS - 1)
    expect(scan.state.value).toBe('looking')
    source.close.mockClear()
    await after(1)
    expect([scan.state.value, scan.hint.value]).toEqual(['idle', 'GIVEN_UP'])
    expect(source.close).toHaveBeenCalled()
    expect(scan.isCameraOn.value).toBe(false)
    const { length } = read.mock.calls
    await after(CARD_LOOK_MAX_MS)
    expect(read).toHaveBeenCalledTimes(length)
    await scan.begin()
    expect([scan.state.value, scan.hint.value]).toEqual(['looking', undefined])
  })

  it('is closed as well where the network is dead for so long, and a file is not given up', async () => {
    const { scan, read } = setting()
    read.mockResolvedValue(dead)
    await scan.begin()
    await after(CARD_LOOK_MAX_MS)
    expect([scan.state.value, scan.waiting.value]).toEqual(['idle', undefined])
    void scan.takeFile(new Blob())
    await after(2 * CARD_LOOK_MAX_MS)
    expect(scan.state.value).toBe('reading')
  })

  it('sends nothing while the page is in the background', async () => {
    const { scan, read, source } = setting()
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    source.look.mockReturnValue(undefined)
    await scan.begin()
    await after(2 * PICTURE_WAIT_MS)
    expect(scan.state.value).toBe('looking')
    expect(read).not.toHaveBeenCalled()
    source.look.mockReturnValue(sharp)
    hidden.mockReturnValue(false)
    read.mockResolvedValueOnce(dead)
    await after(2 * CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(1)
    // Nor once more what the network did not carry.
    hidden.mockReturnValue(true)
    await after(PICTURE_WAIT_MS)
    expect(read).toHaveBeenCalledTimes(1)
    hidden.mockReturnValue(false)
    await after(CARD_LOOK_MS)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('says a hint for long enough to be read', async () => {
    const { scan, read } = setting()
    await scan.begin()
    read.mockResolvedValueOnce(advised('GLARE')).mockResolvedValue(advised('BLUR'))
    await aPicture()
    expect(scan.hint.value).toBe('GLARE')
    await aPicture()
    expect(read).toHaveBeenCalledTimes(2)
    expect(scan.hint.value).toBe('GLARE')
    await after(HINT_STANDS_MS - CARD_EVERY_MS)
    expect(scan.hint.value).toBe('BLUR')
  })

  it('takes a number that is not sure when it is read twice, and none of two that differ', async () => {
    const { scan, read } = setting()
    await scan.begin()
    for (const [number, is_sure] of [
      [one, false],
      [other, true],
      [one, true],
    ] as const) {
      read.mockResolvedValueOnce(front(number, is_sure))
      await aPicture()
      expect(scan.state.value).toBe('looking')
      expect(scan.hint.value).toBeUndefined()
    }
    read.mockResolvedValueOnce(front(one, false))
    await aPicture()
    expect(scan.state.value).toBe('read')
    expect(scan.result.value?.reading.number.value).toBe(one)
  })

  it.each([
    [new CameraError('DENIED'), 'CAMERA_DENIED'],
    [new CameraError('NONE'), 'CAMERA_NONE'],
    [new Error('odd'), 'CAMERA_IN_USE'],
  ])('blocks when it does not open, and can be tried again: %s', async (error, kind) => {
    const { scan, source } = setting()
    source.open.mockRejectedValueOnce(error)
    await scan.begin()
    expect(scan.state.value).toBe('blocked')
    expect(scan.block.value).toEqual({ kind })
    await scan.begin()
    expect(scan.state.value).toBe('looking')
    expect(scan.block.value).toBeUndefined()
  })

  it('blocks when something else takes it', async () => {
    const { scan, read } = setting()
    await scan.begin()
    scan.cameraEnded()
    expect(scan.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
    await aPicture()
    expect(read).not.toHaveBeenCalled()
    scan.cameraEnded()
    expect(scan.state.value).toBe('blocked')
  })

  it('blocks when something else takes it while it starts', async () => {
    const { scan, source } = setting()
    source.open.mockImplementationOnce(async () => scan.cameraEnded())
    await scan.begin()
    expect(scan.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
    expect(scan.isCameraOn.value).toBe(false)
  })

  it('reads again from the result', async () => {
    const { scan, source, read } = setting()
    read.mockResolvedValueOnce(front())
    await scan.begin()
    await aPicture()
    read.mockResolvedValueOnce(front(other))
    await scan.begin()
    expect(scan.result.value).toBeUndefined()
    expect(source.open).toHaveBeenCalledTimes(2)
    await aPicture()
    expect(scan.result.value?.reading.number.value).toBe(other)
  })
})

describe('a picture taken by hand', () => {
  it('is read whatever the phone thinks of it', async () => {
    const { scan, source, read } = setting()
    source.look.mockReturnValue(dark)
    await scan.shoot()
    expect(read).not.toHaveBeenCalled()
    await scan.begin()
    read.mockResolvedValueOnce(front(one, false))
    const shooting = scan.shoot()
    expect(scan.state.value).toBe('reading')
    await scan.shoot()
    await scan.begin()
    await shooting
    expect(read).toHaveBeenCalledTimes(1)
    expect(scan.state.value).toBe('read')
  })

  it('waits for the picture that is with the server, whose answer nobody wants any more', async () => {
    const { scan, read } = setting()
    const first = held()
    read.mockReturnValueOnce(first.promise)
    await scan.begin()
    await aPicture()
    const shooting = scan.shoot()
    await after(1000)
    expect(read).toHaveBeenCalledTimes(1)
    read.mockResolvedValueOnce(front(other))
    first.answer(front(one))
    await shooting
    expect(scan.result.value?.reading.number.value).toBe(other)
  })

  it('leaves the camera on where it does not help', async () => {
    const { scan, source, read } = setting()
    await scan.begin()
    await aPicture()
    expect(scan.hint.value).toBe('NO_CARD')
    source.close.mockClear()
    read.mockResolvedValueOnce(advised('GLARE'))
    const first = scan.shoot()
    expect(scan.hint.value).toBeUndefined()
    await first
    expect([scan.state.value, scan.hint.value]).toEqual(['looking', 'GLARE'])
    expect(source.close).not.toHaveBeenCalled()
    source.snap.mockResolvedValueOnce(undefined)
    await scan.shoot()
    expect(scan.state.value).toBe('looking')
    const answer = held()
    read.mockReturnValueOnce(answer.promise)
    const shooting = scan.shoot()
    scan.cameraEnded()
    answer.answer(advised('BLUR'))
    await shooting
    expect(scan.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
  })
})

describe('a file', () => {
  it.each<CardScanState>(['idle', 'looking', 'blocked'])('can be read when %s', async (state) => {
    const { scan, source, read, file } = setting()
    if (state === 'blocked') source.open.mockRejectedValueOnce(new CameraError('NONE'))
    if (state !== 'idle') await scan.begin()
    expect(scan.state.value).toBe(state)
    read.mockResolvedValueOnce(front(one, false))
    await scan.takeFile(new Blob())
    expect(scan.state.value).toBe('read')
    expect(scan.result.value?.jpeg).toBe(file)
    await scan.takeFile(new Blob())
    expect(read).toHaveBeenCalledTimes(1)
  })

  it('takes the place of a camera that waits for its permission', async () => {
    const { scan, source, read } = setting()
    let allow!: () => void
    source.open.mockReturnValueOnce(new Promise((resolve) => (allow = resolve)))
    const opening = scan.begin()
    expect(scan.state.value).toBe('starting')
    read.mockResolvedValueOnce(front())
    await scan.takeFile(new Blob())
    expect(source.close).toHaveBeenCalled()
    expect(scan.isCameraOn.value).toBe(false)
    allow()
    await opening
    expect(scan.state.value).toBe('read')
  })

  it('says what is wrong with it', async () => {
    const { scan, jpegOfFile } = setting()
    await scan.takeFile(new Blob())
    expect([scan.state.value, scan.hint.value]).toEqual(['idle', 'NO_CARD'])
    jpegOfFile.mockRejectedValueOnce(new Error('no picture'))
    await scan.takeFile(new Blob())
    expect(scan.state.value).toBe('blocked')
    expect(scan.block.value).toEqual({ kind: 'NOT_A_PICTURE' })
  })
})

describe('the server', () => {
  it('is asked again by itself when the network is back', async () => {
    const { scan, read } = setting()
    read.mockResolvedValueOnce(dead)
    await scan.begin()
    await aPicture()
    expect(scan.waiting.value).toEqual({ kind: 'network' })
    expect(scan.state.value).toBe('looking')
    read.mockResolvedValue(front())
    globalThis.dispatchEvent(new Event('online'))
    await after(0)
    expect(scan.state.value).toBe('read')
    expect(scan.waiting.value).toBeUndefined()
  })

  it('is left alone for as long as it says', async () => {
    const { scan, read } = setting()
    read.mockResolvedValueOnce(refused(503, 'BUSY', { retry_after_s: 7, queue_length: 4 }))
    const reading = scan.takeFile(new Blob())
    await after(0)
    expect(scan.waiting.value).toEqual({ kind: 'queue', length: 4 })
    await after(6900)
    expect(read).toHaveBeenCalledTimes(1)
    read.mockResolvedValueOnce(front())
    await after(200)
    await reading
    expect(scan.state.value).toBe('read')
  })

  it('is asked a few times where it has failed itself', async () => {
    const { scan, read } = setting()
    read.mockResolvedValue(refused(500, 'INTERNAL'))
    void scan.takeFile(new Blob())
    await after(60_000)
    expect(read).toHaveBeenCalledTimes(INTERNAL_TRIES)
    expect(scan.block.value).toMatchObject({ kind: 'REFUSED', failure: { error: { code: 'INTERNAL' } } })
  })

  it('is not asked again about what it refuses for good', async () => {
    const { scan, source, read } = setting()
    const refusal = refused(422, 'NOT_AN_IMAGE')
    read.mockResolvedValue(refusal)
    await scan.begin()
    await aPicture()
    expect(scan.state.value).toBe('blocked')
    expect(scan.block.value).toMatchObject({ kind: 'REFUSED', failure: { error: { code: 'NOT_AN_IMAGE' } } })
    expect(source.close).toHaveBeenCalled()
    expect(scan.isCameraOn.value).toBe(false)
    await after(10 * CARD_EVERY_MS)
    expect(read).toHaveBeenCalledTimes(1)
    await scan.takeFile(new Blob())
    expect(scan.state.value).toBe('blocked')
  })
})

describe('leaving', () => {
  it('ends whatever runs, closes the camera and forgets what was read', async () => {
    const { scan, source, read } = setting()
    const answer = held()
    read.mockReturnValueOnce(answer.promise)
    await scan.begin()
    await aPicture()
    source.close.mockClear()
    scan.leave()
    expect(source.close).toHaveBeenCalled()
    expect(scan.isCameraOn.value).toBe(false)
    answer.answer(front())
    await after(10 * CARD_EVERY_MS)
    expect(scan.result.value).toBeUndefined()
    expect(read).toHaveBeenCalledTimes(1)
  })

  it.each([dead, refused(503, 'BUSY')])('ends a wait for the server: %j', async (answer) => {
    const { scan, read } = setting()
    read.mockResolvedValue(answer)
    const reading = scan.takeFile(new Blob())
    await after(0)
    scan.leave()
    await reading
    await after(60_000)
    expect(read).toHaveBeenCalledTimes(1)
    expect(scan.waiting.value).toBeUndefined()
  })
})
