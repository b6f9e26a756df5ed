/** The parts of ECharts that the console draws with; a chunk of its own, fetched with the first chart. */
import { BarChart, LineChart, TreemapChart } from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([
  AriaComponent,
  BarChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  // Sharp on paper, too.
  SVGRenderer,
  TooltipComponent,
  TreemapChart,
])
export { init }
