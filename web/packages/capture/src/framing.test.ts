import { expect, it } from 'vitest'
import { framingOf, isWorthAsking, type Framing, type Seen } from './framing'

const good: Seen = { light: 'GOOD', faces: 'FINE', advice: undefined }

it.each<[string, Partial<Seen>, Framing]>([
  ['all is well', {}, 'GOOD'],
  ['the phone cannot look for faces', { faces: undefined }, 'GOOD'],
  ['it is dark, and therefore no face is seen', { light: 'DARK', faces: 'NO_FACE' }, 'DARK'],
  ['it is too bright', { light: 'BRIGHT' }, 'OVEREXPOSED'],
  ['the light is behind', { light: 'BACKLIGHT', advice: 'BLUR' }, 'BACKLIGHT'],
  ['it is far away and blurred', { light: 'BLUR', faces: 'TOO_FAR' }, 'TOO_FAR'],
  ['it is blurred, and therefore no face is seen', { light: 'BLUR', faces: 'NO_FACE' }, 'BLUR'],
  ['it was elsewhere when the server looked', { faces: 'OFF_CENTRE', advice: 'TURNED' }, 'OFF_CENTRE'],
  ['no face is seen', { faces: 'NO_FACE' }, 'NO_FACE'],
  [
    'no face is seen, but the server sees one that is turned',
    { faces: 'NO_FACE', advice: 'TURNED' },
    'TURNED',
  ],
  ['no face is seen, but the server sees a good one', { faces: 'NO_FACE', advice: 'FINE' }, 'GOOD'],
  ['two faces are seen', { faces: 'MANY_FACES' }, 'MANY_FACES'],
  ['two faces are seen, but the server sees one', { faces: 'MANY_FACES', advice: 'FINE' }, 'GOOD'],
  ['the server sees more than the phone', { advice: 'EYES_CLOSED' }, 'EYES_CLOSED'],
])('says one thing where %s', (_when, seen, framing) => {
  expect(framingOf({ ...good, ...seen })).toBe(framing)
})

it('asks the server only where it has more to say', () => {
  expect(isWorthAsking(good)).toBe(true)
  expect(isWorthAsking({ ...good, faces: undefined })).toBe(true)
  expect(isWorthAsking({ ...good, faces: 'NO_FACE' })).toBe(true)
  expect(isWorthAsking({ ...good, faces: 'TOO_NEAR' })).toBe(false)
  expect(isWorthAsking({ ...good, light: 'DARK' })).toBe(false)
})
