"""The doors of the hub: HTTP and WebSocket. The only room, with the app, that knows aiohttp."""
