import { expect, it } from 'vitest'
import { readNotes } from './livenessNotes'

it('takes apart what the checks wrote down, the gravest first', () => {
  expect(
    readNotes('frames=9/10 passive=0.93 colour=0.12 relief=0.11 likeness=0.71 findings=too_weak,flat'),
  ).toEqual({
    quality: undefined,
    findings: [
      { name: 'flat', weight: 'attack' },
      { name: 'too_weak', weight: 'doubt' },
    ],
    measures: [
      { name: 'frames', value: '9/10' },
      { name: 'passive', value: '0.93' },
      { name: 'colour', value: '0.12' },
      { name: 'relief', value: '0.11' },
      { name: 'likeness', value: '0.71' },
    ],
    unknown: [],
  })
})

it('puts the turns together', () => {
  expect(readNotes('frames=5/5 turned=24 turned=-19 turned=3 pose=0.33').measures).toEqual([
    { name: 'frames', value: '5/5' },
    { name: 'pose', value: '0.33' },
    { name: 'turned', value: '24 / -19 / 3' },
  ])
})

it('keeps what it has no words for, and takes nothing for something', () => {
  expect(readNotes('frames=1/1 moon=full odd findings=new_one,copy toString=1')).toEqual({
    quality: undefined,
    findings: [{ name: 'copy', weight: 'attack' }],
    measures: [{ name: 'frames', value: '1/1' }],
    unknown: ['moon=full', 'odd', 'new_one', 'toString=1'],
  })
  expect(readNotes('  ')).toEqual({
    quality: undefined,
    findings: [],
    measures: [],
    unknown: [],
  })
  expect(readNotes('passive= findings=')).toMatchObject({ findings: [], unknown: ['passive='] })
})

it('says which picture was no good, and tells fine from unknown', () => {
  expect(readNotes('frames=5/5 quality=2:DARK,4:BLUR,EYES_CLOSED').quality).toEqual([
    { frame: 2, fault: 'DARK' },
    { frame: 4, fault: 'BLUR' },
    { frame: undefined, fault: 'EYES_CLOSED' },
  ])
  expect(readNotes('quality=fine').quality).toEqual([])
  expect(readNotes('frames=5/5').quality).toBeUndefined()
})
