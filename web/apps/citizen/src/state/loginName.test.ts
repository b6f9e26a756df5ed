import { expect, it } from 'vitest'
import { loginNameFault, loginNameOf } from './loginName'

it('tells a phone from an ID number', () => {
  expect(loginNameOf('138 0000 5678')).toEqual({ phone: '13800005678' })
  expect(loginNameOf('11010519491231002x')).toEqual({ id_number: '11010519491231002X' })
  expect(loginNameFault('13800005678')).toBeUndefined()
  expect(loginNameFault('11010519491231002X')).toBeUndefined()
  expect(loginNameFault('1380000567')).toBe('LENGTH')
  expect(loginNameFault('')).toBe('REQUIRED')
})
