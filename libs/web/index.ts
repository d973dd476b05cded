export { parseObject } from './body.pipe.ts';
export { configureWeb, createApp, webAdapter } from './create-app.ts';
export { Health } from './health.ts';
export { runService } from './run-service.ts';
export { WebModule } from './web.module.ts';
