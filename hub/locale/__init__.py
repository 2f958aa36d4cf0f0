"""The words that people read, in their languages: on screens, and what doctors say."""
