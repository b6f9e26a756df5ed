import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { faceCascade } from '../../scripts/faceCascade.ts'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [vue({ template: { transformAssetUrls: false } }), faceCascade()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
})
