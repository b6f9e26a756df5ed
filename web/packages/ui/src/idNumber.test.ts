import { describe, expect, it } from 'vitest'
import { groupIdNumber, idNumberFault, normaliseIdNumber, normalisePhone, phoneFault } from './idNumber'

describe('ID number', () => {
  it('brings what people type into one form', () => {
    expect(normaliseIdNumber(' １１０１０５ 19491231-002x ')).toBe('11010519491231002X')
    expect(normaliseIdNumber('110105\u300019491231００２ｘ')).toBe('11010519491231002X')
  })

  it('groups unfinished and masked numbers for reading back', () => {
    expect(groupIdNumber('')).toBe('')
    expect(groupIdNumber('1101')).toBe('1101')
    expect(groupIdNumber('11010519491231002x')).toBe('110105 19491231 002X')
    expect(groupIdNumber('110105********002X')).toBe('110105 ******** 002X')
  })

  it.each([
    ['11010519491231002X', undefined],
    ['440524188001010014', undefined],
    ['110105491231002', undefined],
    ['11010519491231002x', undefined],
    ['', 'REQUIRED'],
    ['   ', 'REQUIRED'],
    ['11010519491231A02X', 'CHARACTERS'],
    ['1101051949123100X2', 'CHARACTERS'],
    ['11010519491231002', 'LENGTH'],
    ['110105194912310021', 'CHECKSUM'],
    ['110105194902300021', 'DATE'],
    ['110105490230002', 'DATE'],
    ['99999919490312001X', 'CHECKSUM'],
  ])('%s: %s', (typed, fault) => {
    expect(idNumberFault(typed)).toBe(fault)
  })
})

describe('phone number', () => {
  it('drops blanks, dashes and the country code', () => {
    expect(normalisePhone('+86 138-0000-5678')).toBe('13800005678')
    expect(normalisePhone('１３８００００５６７８')).toBe('13800005678')
  })

  it('says what is wrong', () => {
    expect(phoneFault('')).toBe('REQUIRED')
    expect(phoneFault('1380000567')).toBe('PHONE')
    expect(phoneFault('23800005678')).toBe('PHONE')
    expect(phoneFault('138 0000 5678')).toBeUndefined()
  })
})
