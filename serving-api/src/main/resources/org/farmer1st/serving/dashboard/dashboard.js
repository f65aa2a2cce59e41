'use strict';
// Shows a survey's aggregates and follows them live. Everything shown is set as text, never as markup.

const at = (id) => document.getElementById(id);
const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const AGAIN_MS = 2000;
let following = null;

at('token').value = sessionStorage.getItem('token') || '';
at('survey').value = sessionStorage.getItem('survey') || '';
at('access').addEventListener('submit', (event) => { event.preventDefault(); open(); });
at('query').addEventListener('change', follow);

function say(text, isError) {
  at('status').textContent = text;
  at('status').classList.toggle('error', Boolean(isError));
}

function request(path, accept, signal) {
  const headers = { Authorization: 'Bearer ' + at('token').value.trim(), Accept: accept };
  return fetch(path, { headers, signal, cache: 'no-store' });
}

async function problem(answer) {
  try {
    const error = (await answer.json()).error;
    return error.message + (error.details || []).map((d) => ' ' + d.path + ' ' + d.message + '.').join('');
  } catch (e) {
    return 'The server answered ' + answer.status + '.';
  }
}

async function open() {
  if (following) following.abort();
  at('note').textContent = '';
  sessionStorage.setItem('token', at('token').value.trim());
  sessionStorage.setItem('survey', at('survey').value);
  at('cells').replaceChildren();
  at('query').hidden = true;
  try {
    const answer = await request('/v1/surveys/' + encodeURIComponent(at('survey').value), 'application/json');
    if (!answer.ok) return say(await problem(answer), true);
    const survey = (await answer.json()).data;
    document.title = survey.title || survey.surveyId;
    fill('question', [['', 'none: responses only']].concat(questions(survey.questions, '')));
    const dimensions = [['', 'nothing']].concat((survey.dimensions || []).map((name) => [name, name]));
    fill('first', dimensions);
    fill('second', dimensions);
    at('query').hidden = false;
    follow();
  } catch (e) {
    say('The server can’t be reached.', true);
  }
}

function questions(list, prefix) {
  return (list || []).flatMap((question) => question.type === 'repeat'
    ? questions(question.questions, prefix + question.name + '/')
    : [[prefix + question.name, prefix + question.name]]);
}

function fill(id, options) {
  at(id).replaceChildren(...options.map(([value, text]) => {
    const option = element('option', text);
    option.value = value;
    return option;
  }));
}

function path() {
  const parameters = new URLSearchParams({ bucket: at('bucket').value });
  for (const name of ['question', 'from', 'to']) if (at(name).value) parameters.set(name, at(name).value);
  for (const id of ['first', 'second']) if (at(id).value) parameters.append('groupBy', at(id).value);
  return '/v1/surveys/' + encodeURIComponent(at('survey').value) + '/aggregates/stream?' + parameters;
}

// One stream at a time. It ends now and then by itself: then it is opened again.
async function follow() {
  if (following) following.abort();
  const mine = following = new AbortController();
  at('cells').replaceChildren();
  at('note').textContent = '';
  say('Asking…');
  while (!mine.signal.aborted) {
    try {
      const answer = await request(path(), 'text/event-stream', mine.signal);
      if (!answer.ok) {
        say(await problem(answer), true);
        if (answer.status < 500 && answer.status !== 429) return;
      } else {
        await read(answer.body.getReader(), mine.signal);
      }
    } catch (e) {
      if (mine.signal.aborted) return;
      say('The connection was lost; trying again.', true);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

async function read(reader, signal) {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return;
    text += decoder.decode(value, { stream: true });
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const field = (name) => event.split('\n').filter((line) => line.startsWith(name + ':'))
        .map((line) => line.slice(name.length + 1).trim()).join('\n');
      if (field('event') === 'aggregates') show(JSON.parse(field('data')));
      if (field('event') === 'asOf') sayAsOf(JSON.parse(field('data')).asOf);
    }
  }
}

function sayAsOf(asOf) {
  say(asOf ? 'Live. Everything up to ' + new Date(asOf).toLocaleString() + ' is counted.'
    : 'Live. Counting has not reached every part yet.');
}

function show({ data, meta }) {
  sayAsOf(meta.asOf);
  const notes = [];
  if (meta.suppressed) notes.push(meta.suppressed === 1 ? 'A group of too few farmers is not shown.'
    : meta.suppressed + ' groups of too few farmers are not shown.');
  if (meta.approximate) notes.push('Percentiles are within 1 %.');
  if (!data.cells.length) notes.push('No responses to show.');
  at('note').textContent = notes.join(' ');
  const most = Math.max(1, ...data.cells.map((cell) => cell.responses));
  at('cells').replaceChildren(...data.cells.map((cell) => card(cell, most)));
}

function card(cell, most) {
  const card = element('article');
  const group = Object.entries(cell.group).map(([name, value]) => name + ': ' + (value === null ? 'not answered' : value));
  if (cell.bucket !== 'all') group.unshift(cell.bucket);
  card.append(element('h2', group.join(' · ') || 'All responses'));
  let facts = cell.responses + ' responses of ' + cell.farmers + ' farmers';
  if (cell.answered !== undefined) facts += ', answered ' + cell.answered + ' times, left out ' + cell.skipped + ' times';
  card.append(element('p', facts, 'facts'));
  const list = element('dl');
  if (cell.counts) {
    const counts = Object.entries(cell.counts).sort((a, b) => b[1] - a[1]);
    const largest = Math.max(1, ...counts.map((count) => count[1]));
    counts.forEach(([value, count]) => bar(list, value, count, largest));
  } else if (cell.stats) {
    for (const [name, value] of Object.entries(cell.stats)) {
      if (value === null) continue;
      list.append(element('dt', name), element('dd', Number(value).toLocaleString(undefined, { maximumFractionDigits: 2 }), 'wide'));
    }
  } else {
    bar(list, 'responses', cell.responses, most);
  }
  card.append(list);
  return card;
}

function bar(list, name, count, largest) {
  const drawn = element('dd', undefined, 'bar');
  const length = element('span');
  length.style.width = (100 * count / largest) + '%';
  drawn.append(length);
  list.append(element('dt', name), drawn, element('dd', count.toLocaleString()));
}
