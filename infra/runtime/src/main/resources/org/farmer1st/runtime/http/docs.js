'use strict';
// Shows the document of the interface that serves this page, and tries its operations out with the token given.

const at = (id) => document.getElementById(id);

at('token').value = sessionStorage.getItem('token') || '';
at('access').addEventListener('submit', (event) => { event.preventDefault(); show(); });
if (at('token').value) show();

function say(text, isError) {
  at('status').textContent = text;
  at('status').classList.toggle('error', Boolean(isError));
}

async function show() {
  const token = at('token').value.trim();
  sessionStorage.setItem('token', token);
  say('Asking…');
  try {
    const answer = await fetch('/openapi.json', { headers: { Authorization: 'Bearer ' + token }, cache: 'no-store' });
    const body = await answer.json();
    if (!answer.ok) return say(body.error.message, true);
    draw(body, token);
    say('Trying something out is done with this token, for real.');
  } catch (e) {
    say('The document can’t be had: ' + e.message, true);
  }
}

function draw(spec, token) {
  document.title = spec.info.title;
  SwaggerUIBundle({
    spec,
    domNode: at('document'),
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    validatorUrl: null,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: false,
    onComplete: () => {},
    requestInterceptor: (request) => {
      if (new URL(request.url, location.href).origin === location.origin) {
        request.headers.Authorization = 'Bearer ' + token;
      }
      return request;
    },
  });
}
