import { init, use } from 'echarts/core'
import { TreemapChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'
import { expect, it } from 'vitest'
import { placesMap, type Tile } from './options'

const tiles: Tile[] = [
  { name: '城关镇', asked: 300, percent: 60, code: '999999101000' },
  { name: '东关村', asked: 100, percent: 100 },
  { name: '青山村', asked: 20, percent: 0 },
  { name: '空村', asked: 0, percent: 100 },
]
interface Node {
  name: string
  value: number
  code?: string
  itemStyle: { color: string }
  label: { color: string; formatter: () => string }
}
const nodesOf = (of: Tile[]) => {
  const [series] = placesMap(of).series as { data: Node[] }[]
  return series!.data
}

it('shows each place as large as its people are many, and nobody’s place not at all', () => {
  expect(nodesOf(tiles).map(({ name, value, code }) => [name, value, code])).toEqual([
    ['城关镇', 300, '999999101000'],
    ['东关村', 100, undefined],
    ['青山村', 20, undefined],
  ])
  expect(nodesOf(tiles)[0]!.label.formatter()).toBe('城关镇\n60%')
})

/** WCAG's relative luminance. */
function lightOf(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

it('is the darker, the more is done, with words that can be read; only the whole is the whole', () => {
  const percents = [0, 24, 25, 49, 50, 74, 75, 99, 100]
  const nodes = nodesOf(percents.map((percent) => ({ name: 'x', asked: 1, percent })))
  const lights = nodes.map(({ itemStyle }) => lightOf(itemStyle.color))
  expect(lights).toEqual([...lights].sort((one, other) => other - one))
  expect(new Set(lights).size).toBe(5)
  expect(lights.at(-1)).toBeLessThan(lights.at(-2)!)
  nodes.forEach(({ label }, at) => {
    const [dark, light] = [lights[at]!, lightOf(label.color)].sort((one, other) => one - other)
    expect((light! + 0.05) / (dark! + 0.05), `${percents[at]}%`).toBeGreaterThanOrEqual(4.5)
  })
})

it('is drawn, and says which place was clicked', () => {
  use([SVGRenderer, TooltipComponent, TreemapChart])
  const chart = init(null, undefined, { renderer: 'svg', ssr: true, width: 800, height: 260 })
  chart.setOption(placesMap(tiles))
  const drawn = chart.renderToSVGString()
  for (const words of ['城关镇', '60%', '东关村', '100%']) expect(drawn).toContain(words)
  expect(drawn).toContain('#0a4d2c')
  expect(drawn).not.toContain('空村')
  const clicked: unknown[] = []
  chart.on('click', ({ data }) => {
    clicked.push((data as Tile).code)
  })
  const hand = chart.getZr().handler as unknown as { dispatch: (name: string, at: object) => void }
  const press = (zrX: number, zrY: number) => {
    for (const name of ['mousedown', 'mouseup', 'click']) hand.dispatch(name, { zrX, zrY })
  }
  press(100, 100)
  press(780, 20)
  expect(clicked).toEqual(['999999101000', undefined])
})
