import { createAppI18n } from '@jianzai/ui'
import 'element-plus/dist/index.css'
import { createApp } from 'vue'
import App from './App.vue'
import { localeKey } from './locale'
import chinese from './locales/zh-CN'
import { createAppRouter } from './router'
import './styles.css'

async function start(): Promise<void> {
  const i18n = await createAppI18n({
    chinese,
    files: import.meta.glob(['./locales/*.ts', '!./locales/zh-CN.ts']),
  })
  createApp(App).use(i18n.plugin).use(createAppRouter()).provide(localeKey, i18n).mount('#app')
}

void start()
