"""Drawing a Screen with pygame. The code keeps to what pygame 2.6 and pygame-ce 2.5 share."""
