import { dropExpired } from '@jianzai/capture'
import { createAppI18n } from '@jianzai/ui'
import { createApp } from 'vue'
import App from './App.vue'
import { localeKey } from './locale'
import chinese from './locales/zh-CN'
import { createAppRouter } from './router'
import { registerWorker } from './state/serviceWorker'
import { watchForInstall } from './state/useInstall'
import './styles.css'

async function start(): Promise<void> {
  watchForInstall(window)
  const i18n = await createAppI18n({
    chinese,
    files: import.meta.glob(['./locales/*.ts', '!./locales/zh-CN.ts']),
  })
  createApp(App).use(i18n.plugin).use(createAppRouter()).provide(localeKey, i18n).mount('#app')
  if (import.meta.env.PROD) registerWorker()
  await dropExpired(new Date())
}

void start()
