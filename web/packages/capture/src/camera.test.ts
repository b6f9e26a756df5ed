import { expect, it } from 'vitest'
import { nameOf } from './camera'

it('names the camera as the contract allows', () => {
  expect(nameOf('camera2 1, facing front')).toBe('camera2 1, facing front')
  expect(nameOf('虚拟摄像头 😀')).toBe('虚拟摄像头 😀')
  expect(nameOf('😀'.repeat(300))).toBe('😀'.repeat(200))
  expect(nameOf('half a \ud83d')).toBe('half a ')
  expect(nameOf('')).toBeUndefined()
  expect(nameOf(undefined)).toBeUndefined()
})
