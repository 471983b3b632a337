// A worker that cannot even be loaded.
throw new Error('this module is broken on purpose');
