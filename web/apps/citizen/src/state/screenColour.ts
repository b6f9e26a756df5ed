export type ColourName = 'RED' | 'GREEN' | 'BLUE' | 'YELLOW' | 'MAGENTA' | 'CYAN' | 'WHITE'

/** By which of red, green and blue are high. */
const names: Record<string, ColourName> = {
  '100': 'RED',
  '010': 'GREEN',
  '001': 'BLUE',
  '110': 'YELLOW',
  '101': 'MAGENTA',
  '011': 'CYAN',
}
const high = 192

/** What a colour of the challenge (`#60ffff`) is called; colour alone tells nothing to who cannot see it. */
export function colourName(colour: string): ColourName {
  const channels = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) >= high ? '1' : '0'))
  return names[channels.join('')] ?? 'WHITE'
}
