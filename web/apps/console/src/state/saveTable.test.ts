import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { asWorkbook } from './saveTable'

it('writes a workbook that keeps texts as texts, numbers as numbers, and its headings on the screen', async () => {
  const file = await asWorkbook(
    ['日期', '通过'],
    [
      ['=1+1', 12],
      [undefined, 0],
    ],
  )
  const parts = unzipSync(new Uint8Array(await file.arrayBuffer()))
  const all = Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)] as const)
  const sheet = all.find(([name]) => name === 'xl/worksheets/sheet1.xml')![1]
  expect(sheet).toContain('<v>12</v>')
  expect(sheet).toContain('<v>0</v>')
  expect(sheet).toContain('state="frozen"')
  expect(sheet).not.toContain('<f>')
  const texts = all.map(([, text]) => text).join('')
  for (const text of ['日期', '通过', '=1+1']) expect(texts).toContain(text)
})
