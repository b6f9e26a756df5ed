/** What charts of the console look like. */
import type { BarSeriesOption, LineSeriesOption, TreemapSeriesOption } from 'echarts/charts'
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

export type ChartOption = ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | TooltipComponentOption
  | TreemapSeriesOption
>

/** Told apart by people who see no red and green, and in grey print by their brightness. */
export const colours = {
  good: '#0a6b3d',
  bad: '#c0392b',
  between: '#e0a030',
  blue: '#2f6fa9',
  sky: '#8ab8de',
  grey: '#9aa7b1',
  violet: '#6d4c9f',
}

/** By name: widths of words are measured apart from the page, which knows of no inherited one. */
const fontFamily =
  "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"
const text = { color: '#26323c', fontFamily }

export interface Stack {
  name: string
  colour: string
  values: number[]
}

interface Bars {
  labels: string[]
  stacks: Stack[]
  /** Long labels stand beside bars that lie. */
  lies?: boolean
}

/** Bars that are stacked: each label's counts. */
export function stackedBars({ labels, stacks, lies }: Bars): ChartOption {
  const category = {
    type: 'category' as const,
    data: labels,
    inverse: lies ?? false,
    axisLabel: { ...text, fontSize: 13, hideOverlap: true },
    axisTick: { show: false },
  }
  const value = {
    type: 'value' as const,
    minInterval: 1,
    axisLabel: { ...text, fontSize: 13 },
    splitLine: { lineStyle: { color: '#e3e8ec' } },
  }
  return {
    animation: false,
    aria: { enabled: false },
    color: stacks.map(({ colour }) => colour),
    textStyle: text,
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { ...text, fontSize: 14 }, itemWidth: 14, itemHeight: 14 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
    xAxis: lies ? value : category,
    yAxis: lies ? category : value,
    series: stacks.map(({ name, values }) => ({
      type: 'bar',
      name,
      stack: 'all',
      data: values,
      barMaxWidth: 28,
    })),
  }
}

export interface Mark {
  at: number
  name: string
  colour: string
  isDashed: boolean
}

interface Histogram {
  /** Lower end of each step. */
  from: number[]
  step: number
  stacks: Stack[]
  marks: Mark[]
}

/** How scores lie, with lines at thresholds and at one score; a line stands where its score does within the step. */
export function histogram({ from, step, stacks, marks }: Histogram): ChartOption {
  const first = from[0] ?? 0
  const placeOf = (score: number) => (score - first) / step - 0.5
  const data = marks.map(({ at, name, colour, isDashed }, order) => ({
    xAxis: placeOf(at),
    name,
    lineStyle: { color: colour, width: 2, type: isDashed ? ('dashed' as const) : ('solid' as const) },
    label: {
      formatter: name,
      color: colour,
      fontFamily,
      fontSize: 13,
      // One upon the other where they would cover each other.
      distance: [0, 4 + 16 * (order % 3)] as unknown as number,
    },
  }))
  const option = stackedBars({ labels: from.map((at) => at.toFixed(2)), stacks })
  return {
    ...option,
    grid: { left: 8, right: 24, top: 92, bottom: 8, containLabel: true },
    series: (option.series as BarSeriesOption[]).map((series, at) => ({
      ...series,
      barCategoryGap: '4%',
      barMaxWidth: 60,
      ...(at === 0 && { markLine: { symbol: 'none', silent: true, animation: false, data } }),
    })),
  }
}

export interface Tile {
  name: string
  /** How many are asked: the area. */
  asked: number
  /** Of them done, 0 to 100: the colour. */
  percent: number
  /** Where a click leads; undefined: nowhere. */
  code?: string
}
/** The darker, the more is done; also for who sees no red and green, and in grey print. The word's colour can be read on it. */
const shares = [
  { below: 25, color: '#f6e3b4', word: '#26323c' },
  { below: 50, color: '#d3e3ef', word: '#26323c' },
  { below: 75, color: '#8ab8de', word: '#26323c' },
  { below: 100, color: '#2f6fa9', word: '#ffffff' },
  { below: Infinity, color: '#0a4d2c', word: '#ffffff' },
]

/** Places as on a map without borders: each as large as its people are many. Places without people are not shown. */
export function placesMap(tiles: Tile[]): ChartOption {
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: text,
    tooltip: { confine: true },
    series: [
      {
        type: 'treemap',
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        itemStyle: { borderColor: '#ffffff', borderWidth: 1, gapWidth: 2 },
        data: tiles
          .filter(({ asked }) => asked > 0)
          .map(({ name, asked, percent, code }) => {
            const { color, word } = shares.find(({ below }) => percent < below)!
            return {
              name,
              value: asked,
              code,
              itemStyle: { color },
              cursor: code ? 'pointer' : 'default',
              label: { color: word, fontFamily, fontSize: 14, formatter: () => `${name}\n${percent}%` },
            }
          }),
      },
    ],
  }
}
