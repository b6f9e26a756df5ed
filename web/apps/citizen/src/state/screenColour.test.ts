import { expect, it } from 'vitest'
import { colourName } from './screenColour'

it.each([
  ['#ff6060', 'RED'],
  ['#60ff60', 'GREEN'],
  ['#6060ff', 'BLUE'],
  ['#ffff60', 'YELLOW'],
  ['#ff60ff', 'MAGENTA'],
  ['#60ffff', 'CYAN'],
  ['#ffffff', 'WHITE'],
  ['#808080', 'WHITE'],
])('calls %s %s', (colour, name) => expect(colourName(colour)).toBe(name))
