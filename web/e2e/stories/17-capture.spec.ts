import type { Page } from '@playwright/test'
import { Frames } from '../support/frames'
import { invent } from '../support/people'
import { hear, type Sounds } from '../support/sounds'
import {
  expect,
  goToCamera,
  needFaces,
  needNetworks,
  picturesOfPhone,
  readyCitizen,
  test,
  tryUntilPassed,
  url,
} from '../support/stage'

const kb = (clips: Sounds['fetched']) =>
  Math.round(clips.reduce((sum, { bytes }) => sum + bytes, 0) / 100) / 10

test('every step is said aloud, in few bytes, and never two at a time', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(43)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  const sounds = await hear(phone)
  await phone.reload()
  await goToCamera(phone)
  await expect(phone.getByTestId('hint')).toHaveText('很好，可以开始了')
  test.skip(sounds.fetched.length === 0, 'the build has no clips (espeak-ng, lame)')
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  await expect.poll(() => sounds.fetched.map(({ key }) => key)).toContain('result.passed.title')
  const keys = sounds.fetched.map(({ key }) => key)
  for (const key of ['capture.framing', 'capture.looking', 'capture.shining', 'capture.deciding'])
    expect(keys).toContain(key)
  // Nothing of another way to prove, and nothing twice.
  expect(keys.filter((key) => key.startsWith('capture.turning'))).toEqual([])
  expect(new Set(keys).size).toBe(keys.length)
  const { times, most } = await sounds.played()
  console.log(
    `voice: ${keys.length} clips with ${kb(sounds.fetched)} kB in an attempt by colours, played ${times} times`,
  )
  expect(most).toBe(1)
  expect(kb(sounds.fetched)).toBeLessThan(150)

  // Again, and never again.
  const before = (await sounds.played()).times
  await phone.getByTestId('replay').click()
  await expect.poll(async () => (await sounds.played()).times).toBeGreaterThan(before)
  await phone.getByTestId('mute').click()
  const fetched = sounds.fetched.length
  await phone.goto(`${url()}/proof`)
  await phone.getByTestId('start').or(phone.getByTestId('again')).first().click()
  await expect(phone.getByTestId('agree').or(phone.getByTestId('shoot'))).toBeVisible()
  if (await phone.getByTestId('agree').isVisible()) await phone.getByTestId('agree').click()
  await expect(phone.getByTestId('hint')).toHaveText('很好，可以开始了')
  await expect(phone.getByTestId('mute')).toHaveText('打开声音')
  expect(sounds.fetched).toHaveLength(fetched)
  expect((await sounds.played()).times).toBeLessThanOrEqual(1)
})

test('the phone sees by itself how a face is held', async ({ stage }) => {
  const [pair] = needFaces(44)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second, size: 0.5 })
  // The server says nothing.
  await phone.routeWebSocket(/\/api\/v1\/socket/, (socket) => socket.close())
  await phone.route(/\/hint$/, (route) => route.abort())
  await goToCamera(phone)
  test.skip(
    (await phone.evaluate(() =>
      fetch('/assets/lbpcascade_frontalface_improved.license.txt').then(({ ok }) => ok),
    )) === false,
    'the build has no cascade (opencv-data)',
  )
  await expect(phone.getByTestId('hint')).toHaveText('太远了，请拿近一点')
})

/** What stands on the page when the camera never answers. */
async function withoutAnswer(phone: Page): Promise<void> {
  await phone.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined)
  })
  await phone.reload()
  await phone.getByTestId('start').click()
  await phone.getByTestId('agree').click()
}

test('what takes long says so, and a person can be asked all the same', async ({ stage }) => {
  const [pair] = needFaces(45)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await withoutAnswer(phone)
  await expect(phone.getByTestId('busy')).toBeVisible()
  await expect(phone.getByTestId('patience')).toContainText('小窗口')
  await picturesOfPhone(phone, '130-capture-asking')
  const panel = phone.getByTestId('person-panel')
  await phone.getByTestId('person').click()
  await expect(panel).toContainText('个工作日内答复')
  await expect(panel.getByRole('heading')).toBeFocused()
  await expect(phone.getByTestId('person-file')).toHaveText('改用拍照或相册')
  await picturesOfPhone(phone, '132-capture-asking-person')
  await phone.getByTestId('person-call').click()
  await expect(phone.getByTestId('callback')).toBeVisible()
})

test('a picture file takes the place of a camera that never answers', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(45)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  let isDead = true
  await Frames.underFate(phone, () => (isDead ? 'breaks' : 'arrives'))
  await withoutAnswer(phone)
  await phone.getByTestId('person').click()
  const choosing = phone.waitForEvent('filechooser')
  await phone.getByTestId('person-file').click()
  const chooser = await choosing
  // With it WeChat would open the camera, and a desktop nothing.
  expect(await chooser.element().getAttribute('capture')).toBeNull()
  await chooser.setFiles(pair!.second)
  // While it is being sent nobody is led away from it.
  await expect(phone.getByTestId('waiting')).toBeVisible()
  await expect(phone.getByTestId('person-panel')).toContainText('照片正在交上去')
  await expect(phone.getByTestId('person-call')).toHaveCount(0)
  await picturesOfPhone(phone, '133-capture-sending-person')
  isDead = false
  await expect(phone.getByTestId('face-review')).toBeVisible()
})

test('from the camera a person can be asked to look, with two taps', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(46)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await goToCamera(phone)
  // Without scrolling: the warning of what the screen is going to do, and the way round it.
  const bottom = async (name: string) => {
    const box = (await phone.getByTestId(name).boundingBox())!
    return box.y + box.height
  }
  const bar = (await phone.getByTestId('capture-bar').boundingBox())!
  expect(await bottom('notice')).toBeLessThanOrEqual(bar.y)
  expect(await bottom('mode-pose')).toBeLessThanOrEqual(bar.y)
  await phone.getByTestId('person').click()
  await expect(phone.getByTestId('person-panel')).toContainText('个工作日内答复')
  await picturesOfPhone(phone, '131-capture-person')
  await phone.getByTestId('person-look').click()
  await expect(phone.getByTestId('face-review')).toBeVisible()
  await expect(phone.getByTestId('review')).toContainText('最迟')
})

test('in the middle of the colours, too', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(47)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('colour-now')).toBeVisible()
  await phone.getByTestId('person').click()
  await expect(phone.getByTestId('colour-layer')).toHaveCount(0)
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('face-review')).toBeVisible()
})

/** What the phone's database holds of frames: how many, whether one shows a JPEG, and whether a key can be taken away. */
const storedFrames = (phone: Page) =>
  phone.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await settled(indexedDB.open('jianzai'))
    const all = (store: string) => settled(database.transaction(store).objectStore(store).getAll())
    const frames = (await all('frames')) as { sealed: ArrayBuffer }[]
    const keys = (await all('keys')) as { key: CryptoKey }[]
    database.close()
    const isJpeg = ({ sealed }: { sealed: ArrayBuffer }) => {
      const [first, second] = new Uint8Array(sealed)
      return first === 0xff && second === 0xd8
    }
    return {
      frames: frames.length,
      jpegs: frames.filter(isJpeg).length,
      keys: keys.length,
      extractable: keys.filter(({ key }) => key.extractable).length,
    }
  })

test('what waits on the phone is sealed there, and goes with its key', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(48)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  let isDead = true
  await Frames.underFate(phone, () => (isDead ? 'breaks' : 'arrives'))
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('waiting')).toBeVisible()
  expect(await storedFrames(phone)).toEqual({ frames: 3, jpegs: 0, keys: 1, extractable: 0 })
  isDead = false
  await tryUntilPassed(phone)
  expect(await storedFrames(phone)).toEqual({ frames: 0, jpegs: 0, keys: 0, extractable: 0 })
})
