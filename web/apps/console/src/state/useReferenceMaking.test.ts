import { createApi } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { CameraError, type FrameSource } from '@jianzai/capture'
import { afterEach, expect, it, vi } from 'vitest'
import { useReferenceMaking, type ReferenceParts } from './useReferenceMaking'

vi.mock('./services', () => ({ api: {}, service: {} }))

const person_id = '0'.repeat(26)

function setting() {
  const photo = new Uint8Array([255, 216]).buffer
  const file = new Uint8Array([255, 216, 255]).buffer
  const source = {
    open: vi.fn<FrameSource['open']>(async () => undefined),
    close: vi.fn<FrameSource['close']>(),
    name: vi.fn<FrameSource['name']>(),
    look: vi.fn<FrameSource['look']>(() => ({ brightness: 150, surroundings: 120, sharpness: 400 })),
    keep: vi.fn<FrameSource['keep']>(),
    encode: vi.fn<FrameSource['encode']>(async () => photo),
    snap: vi.fn<FrameSource['snap']>(async () => photo),
  }
  const jpegOfFile = vi.fn<ReferenceParts['jpegOfFile']>(async () => file)
  const api = createApi('http://127.0.0.1')
  const making = useReferenceMaking(person_id, { api, source, jpegOfFile, textVersion: () => 'v1' })
  return {
    source,
    jpegOfFile,
    photo,
    file,
    making,
  }
}

/** The server's answers, one after the other. */
function answers(...replies: [status: number, body: object][]) {
  const fetch = vi.spyOn(globalThis, 'fetch')
  for (const [status, body] of replies) fetch.mockImplementationOnce(async () => reply(status, body))
  return { fetch, query: () => new URL((fetch.mock.lastCall![0] as Request).url).search }
}
/** A promise that is settled when the test says so. */
function held<T>() {
  let settle!: { resolve: (value: T) => void; reject: (error: Error) => void }
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle }
}

afterEach(() => void vi.restoreAllMocks())

it('saves what the camera took', async () => {
  const { making, source, photo } = setting()
  making.answer.value = 'SPOKEN'
  await making.openCamera()
  expect(making.state.value).toBe('camera')
  await making.shoot()
  expect([making.state.value, making.picture.value]).toEqual(['preview', photo])
  expect(source.close).toHaveBeenCalled()
  const { query } = answers([201, {}])
  const saving = making.save()
  expect([making.state.value, making.sending.value]).toEqual(['saving', 'CAMERA'])
  await saving
  expect([making.state.value, making.sending.value]).toEqual(['done', undefined])
  expect(query()).toBe('?source=CAMERA&earlier=RETIRE&consent=SPOKEN&consent_text=v1')
})

it('takes and saves nothing before it is said how the person agreed', async () => {
  const { making, source } = setting()
  await making.openCamera()
  await making.shoot()
  expect([making.state.value, source.encode.mock.calls.length]).toEqual(['camera', 0])
  await making.choose(new Blob())
  const { fetch } = answers()
  await making.save()
  expect([making.state.value, fetch.mock.calls.length]).toEqual(['preview', 0])
  making.answer.value = 'PAPER'
  const { query } = answers([201, {}])
  await making.save()
  expect(query()).toBe('?source=UPLOAD&earlier=RETIRE&consent=PAPER&consent_text=v1')
})

it('shoots nothing before there is a picture', async () => {
  const { making, source } = setting()
  source.look.mockReturnValue(undefined)
  making.answer.value = 'PAPER'
  await making.shoot()
  await making.openCamera()
  await making.shoot()
  expect(making.state.value).toBe('camera')
  expect(source.encode).not.toHaveBeenCalled()
})

it('saves a file, beside the former ones where they are kept', async () => {
  const { making, file } = setting()
  await making.choose(new Blob())
  expect([making.state.value, making.picture.value]).toEqual(['preview', file])
  making.keepsEarlier.value = true
  making.answer.value = 'ARCHIVE'
  const { query } = answers([201, {}])
  await making.save()
  expect(query()).toBe('?source=UPLOAD&earlier=KEEP')
})

it('tells the day of an older photograph, and that the new one waits for another reviewer', async () => {
  const { making } = setting()
  await making.choose(new Blob())
  making.takenOn.value = '2012-05-01'
  making.answer.value = 'ARCHIVE'
  const reference = { reference_id: '1'.repeat(26), state: 'PROPOSED' }
  const { query } = answers([201, reference])
  await making.save()
  expect(query()).toBe('?source=UPLOAD&earlier=RETIRE&taken_on=2012-05-01')
  expect(making.made.value).toEqual(reference)
})

it('takes what the camera shoots for a photograph of today', async () => {
  const { making } = setting()
  await making.choose(new Blob())
  making.takenOn.value = '2012-05-01'
  making.answer.value = 'ARCHIVE'
  await making.openCamera()
  expect(making.answer.value).toBeUndefined()
  making.answer.value = 'SPOKEN'
  await making.shoot()
  const { query } = answers([201, {}])
  await making.save()
  expect(query()).toBe('?source=CAMERA&earlier=RETIRE&consent=SPOKEN&consent_text=v1')
})

it('keeps the picture that is there when the camera does not open', async () => {
  const { making, source, file } = setting()
  source.open.mockRejectedValue(new CameraError('DENIED'))
  await making.openCamera()
  expect([making.state.value, making.cameraFault.value]).toEqual(['choosing', 'DENIED'])
  await making.choose(new Blob())
  expect(making.cameraFault.value).toBeUndefined()
  source.open.mockRejectedValue(new Error('odd'))
  await making.openCamera()
  expect([making.state.value, making.cameraFault.value]).toEqual(['preview', 'IN_USE'])
  expect(making.picture.value).toBe(file)
})

it('lets go of it when the camera opens', async () => {
  const { making } = setting()
  await making.choose(new Blob())
  await making.openCamera()
  expect(making.picture.value).toBeUndefined()
  making.closeCamera()
  expect(making.state.value).toBe('choosing')
})

it('takes a file instead of a camera that waits for its permission', async () => {
  const { making, source, file } = setting()
  const permission = held<void>()
  source.open.mockReturnValueOnce(permission.promise)
  const opening = making.openCamera()
  await making.choose(new Blob())
  permission.reject(new CameraError('DENIED'))
  await opening
  expect([making.state.value, making.picture.value]).toEqual(['preview', file])
  expect(making.cameraFault.value).toBeUndefined()
})

it('forgets a file when the camera is opened meanwhile', async () => {
  const { making, jpegOfFile, file } = setting()
  const reading = held<ArrayBuffer>()
  jpegOfFile.mockReturnValueOnce(reading.promise)
  const choosing = making.choose(new Blob())
  await making.openCamera()
  reading.resolve(file)
  await choosing
  expect([making.state.value, making.picture.value]).toEqual(['camera', undefined])
})

it('shows no picture where the file is none', async () => {
  const { making, jpegOfFile } = setting()
  await making.choose(new Blob())
  jpegOfFile.mockRejectedValueOnce(new Error('no picture'))
  await making.choose(new Blob())
  expect([making.state.value, making.picture.value]).toEqual(['choosing', undefined])
  expect(making.isNoPicture.value).toBe(true)
  await making.save()
  expect(making.state.value).toBe('choosing')
  await making.choose(new Blob())
  expect([making.state.value, making.isNoPicture.value]).toEqual(['preview', false])
})

it('saves the portrait of a card, and goes back to what there was when it is refused', async () => {
  const { making, source, photo } = setting()
  await making.choose(new Blob())
  const card = [{ field: 'card', code: 'CARD_OF_ANOTHER' }]
  const { query, fetch } = answers(
    [422, { code: 'INVALID_FIELDS', message: '', request_id: '', fields: card }],
    [201, {}],
  )
  const saving = making.saveCard(photo)
  expect(making.sending.value).toBe('ID_CARD')
  await making.saveCard(photo)
  await saving
  expect(fetch).toHaveBeenCalledTimes(1)
  expect([making.state.value, making.sending.value]).toEqual(['preview', undefined])
  expect(making.failure.value).toMatchObject({ error: { code: 'INVALID_FIELDS' } })
  expect(query()).toBe('?source=ID_CARD')
  await making.openCamera()
  await making.saveCard(photo)
  expect(source.close).toHaveBeenCalled()
  expect([making.state.value, making.failure.value]).toEqual(['done', undefined])
})

it('says why a face was refused', async () => {
  const { making } = setting()
  await making.choose(new Blob())
  making.answer.value = 'PAPER'
  answers([422, { code: 'FACE_REFUSED', message: '', request_id: '', reason: 'NO_FACE' }])
  await making.save()
  expect([making.state.value, making.refusal.value]).toEqual(['preview', 'NO_FACE'])
  making.forgetFaults()
  expect([making.failure.value, making.refusal.value]).toEqual([undefined, undefined])
})
